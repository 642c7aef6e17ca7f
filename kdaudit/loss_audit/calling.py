"""One adapter for losses as people write them: functions or modules, of torch's tensors or NumPy's arrays."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np

from kdaudit.inputs.maps import load
from numerics.errors import said
from numerics.losses.calls import CallError, Form, Given, Kind, RefusedError, Returned, Setting
from numerics.losses.subject import Subject
from numerics.simplex import InputError

TEMPERATURES = ("temperature", "T", "tau", "temp")
NO_WEIGHTS = ("eps", "epsilon", "dropout", "p", "label_smoothing")
TINY = 1e-3  # less is an epsilon
POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
HALVES: tuple[Kind, ...] = ("float16", "bfloat16")


@dataclass(frozen=True)
class Brought:
    """A loss that somebody brought, and how it is to be called. It is loaded where it is called, never here."""

    target: str | Callable[..., Any]
    name: str
    student: Form = "logits"
    teacher: Form = "logits"
    T: float | None = None
    mask: str | None = None
    labels: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def subject(self, watch: Callable[[int, float], None]) -> tuple[Subject, dict[str, float], tuple[str, ...]]:
        """The loss as questions call it, its parameters between 0 and 1, and what to know of its signature.

        Raises InputError; runs its code.
        """
        loaded = load(self.target) if isinstance(self.target, str) else self.target
        calling = Calling(loaded, self)
        setting = Setting(
            self.student,
            self.teacher,
            self.T,
            calling.temperature is not None,
            self.mask is not None,
            self.labels is not None,
            self.arguments,
            tuple(calling.numbers().values()),
        )
        found = calling.taken(setting, watch)
        return Subject(calling.call, self.name, found, watch), calling.parameters(), calling.notes()


class Calling:
    """A function, or a class or object with `forward`, with the names under which it takes what it is given."""

    def __init__(self, loaded: Any, brought: Brought) -> None:
        self.brought, self._loaded = brought, loaded
        self._is_class = isinstance(loaded, type)
        self._made: dict[str, Callable[..., Any]] = {}
        self._built = _parameters(loaded.__init__ if self._is_class else None)
        own = "forward" if hasattr(loaded, "forward") else "__call__"
        self._called = _parameters(getattr(loaded, own) if self._is_class or hasattr(loaded, "forward") else loaded)
        self.temperature = next((name for name in TEMPERATURES if name in self._built or name in self._called), None)
        self._of_torch, self._mask_as, self._refused = False, "int64", ""
        named = [("--mask", brought.mask), ("--labels", brought.labels)]
        named += [("--arg", name) for name in brought.arguments]
        if brought.T is not None:
            named.append(("--temperature", self.temperature))
        for n, (option, name) in enumerate(named):
            twice = next((other for other, same in named[:n] if name is not None and same == name), None)
            if twice:
                raise InputError(f"{brought.name}: {option} and {twice} both name {name!r}; leave one out")
            if name is not None and not self._takes(name):
                there = ", ".join(dict.fromkeys([*self._built, *self._called])) or "nothing by name"
                raise InputError(f"{brought.name}: takes no {name!r}; it takes {there}")
        if brought.T is not None and self.temperature is None:
            raise InputError(
                f"{brought.name}: takes no temperature, by none of {', '.join(TEMPERATURES)}; leave --temperature out"
            )

    def _takes(self, name: str) -> bool:
        every = {**self._built, **self._called}
        return name in every or any(p.kind is inspect.Parameter.VAR_KEYWORD for p in every.values())

    def numbers(self) -> dict[str, float]:
        """Its arguments that are numbers, given or by default; those of the temperature left out."""
        defaults = {name: p.default for name, p in {**self._built, **self._called}.items()}
        floats = {name: x for name, x in defaults.items() if isinstance(x, float)}
        given = {
            n: x for n, x in self.brought.arguments.items() if isinstance(x, float | int) and not isinstance(x, bool)
        }
        return {name: float(x) for name, x in {**floats, **given}.items() if name not in TEMPERATURES}

    def parameters(self) -> dict[str, float]:
        """Those that may go from 0 to 1."""
        found = {name: x for name, x in self.numbers().items() if 0 <= x <= 1 and name not in NO_WEIGHTS}
        return {name: x for name, x in found.items() if x == 0 or x > TINY}

    def notes(self) -> tuple[str, ...]:
        """What its signature says against how it is called."""
        names = [name.lower() for name, p in self._called.items() if p.kind in POSITIONAL][:2]
        if len(names) == 2 and _of(names[0], "teacher", "target") and _of(names[1], "student", "pred"):
            return (
                f"its first argument is called {names[0]!r} and was given the student: wrap it if that is the teacher",
            )
        return ()

    def taken(self, setting: Setting, watch: Callable[[int, float], None]) -> Setting:
        """Whether it takes tensors or arrays, which kind of mask, and floats of which precision."""
        torch = sys.modules.get("torch")
        if torch is not None:
            torch.set_num_threads(1)
        bases: tuple[Kind, ...] = ("float64", "float32")
        masks = ("bool", "int64", "float") if self.brought.mask else ("int64",)
        for self._of_torch, base, self._mask_as in product((True, False) if torch else (False,), bases, masks):
            kinds: tuple[Kind, ...] = (base, "float32", *(HALVES if self._of_torch else ("float16",)))
            found = replace(setting, automatic=self._of_torch, kinds=tuple(dict.fromkeys(kinds)), base=base)
            probe = Subject(self.call, self.brought.name, found, watch)
            for probe.sequences, V in product((False, True), (3, 12, 100)):
                try:
                    probe.value(np.zeros(V), np.linspace(0.0, 1.0, V))
                except RefusedError as refused:
                    if self._of_torch and not self._refused:
                        self._refused = str(refused)
                    continue
                return found
        return setting

    def call(self, given: Given) -> Returned:
        """Call it with tensors or arrays, whichever it takes."""
        if self._of_torch:
            return self.tensors(given)
        try:
            return self.arrays(given)
        except Exception as error:
            if not self._refused:
                raise
            raise CallError(f"{self._refused} of tensors, and {said(error)} of arrays") from error

    def arrays(self, given: Given) -> Returned:
        """Call it with arrays."""
        dtype = np.dtype("float32" if given.kind == "bfloat16" else given.kind)
        values = _array(
            self._call(
                np.array(given.student, dtype=dtype),
                np.array(given.teacher, dtype=dtype),
                given,
                None if given.mask is None else given.mask.astype(dtype if self._mask_as == "float" else self._mask_as),
                None if given.labels is None else given.labels.copy(),
            )
        )
        return Returned(values, values.dtype)

    def tensors(self, given: Given) -> Returned:
        """Call it with tensors, and differentiate the sum of what it returns."""
        torch = sys.modules["torch"]
        dtype = getattr(torch, given.kind)

        def tensor(values: Any) -> Any:
            return torch.tensor(values, dtype=dtype, requires_grad=given.gradients)

        student, teacher = tensor(given.student), tensor(given.teacher)
        mask = None
        if given.mask is not None:
            mask = torch.from_numpy(given.mask.copy()).to(
                dtype if self._mask_as == "float" else getattr(torch, self._mask_as)
            )
        labels = None if given.labels is None else torch.from_numpy(given.labels.copy())
        returned = self._call(
            student.clone(), teacher.clone(), given, mask, labels
        )  # no leaves: it may write into them
        if not isinstance(returned, torch.Tensor):
            raise CallError(f"a {type(returned).__name__}, which is no tensor (return the loss itself)")
        slopes: tuple[Any, Any] = (None, None)
        if given.gradients and returned.requires_grad:
            slopes = torch.autograd.grad(returned.sum(), (student, teacher), allow_unused=True)
        of = [None if slope is None else slope.detach().double().numpy() for slope in slopes]
        values = returned.detach()
        stored = np.dtype("float32") if values.dtype in (torch.bfloat16, torch.float16) else None
        array = (values.float() if stored is not None else values).numpy()
        return Returned(array, array.dtype, *of)

    def _call(self, student: Any, teacher: Any, given: Given, mask: Any, labels: Any) -> Any:
        every: dict[str, Any] = dict(given.arguments)
        if given.T is not None and self.temperature is not None:
            every[self.temperature] = given.T
        if self.brought.mask is not None:
            every[self.brought.mask] = mask
        if self.brought.labels is not None:
            every[self.brought.labels] = labels
        function = self._loaded
        if self._is_class:
            any_name = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in self._built.values())
            own = [name for name in every if name in self._built or (any_name and name not in self._called)]
            built = {name: every.pop(name) for name in own}
            key = repr(sorted(built.items()))
            if key not in self._made:
                made = self._loaded(**built)
                self._made[key] = made if callable(made) else made.forward
            function = self._made[key]
        elif not callable(function):
            function = function.forward
        return function(student, teacher, **every)


def _parameters(function: Any) -> dict[str, inspect.Parameter]:
    try:
        found = {} if function is None else dict(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return {}
    return {name: parameter for name, parameter in found.items() if name != "self"}


def _array(returned: Any) -> Any:
    if returned is None:
        raise CallError("nothing (a return is missing)")
    return np.asarray(returned)


def _of(name: str, *sides: str) -> bool:
    return any(side in name for side in sides)
