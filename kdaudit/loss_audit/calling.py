"""One adapter for losses as people write them: functions or modules, of torch's tensors or NumPy's arrays."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from kdaudit.inputs.maps import load
from numerics.losses.subject import Form, Given, Kind, RefusedError, Returned, Setting, Subject
from numerics.simplex import InputError

TEMPERATURES = ("temperature", "T", "tau", "temp")
EPSILONS = ("eps", "epsilon")
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

    def subject(self, watch: Callable[[int, float], None]) -> tuple[Subject, dict[str, float]]:
        """The loss as questions call it, and its parameters between 0 and 1. Raises InputError; runs its code."""
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
        automatic = calling.is_of_torch(setting)
        kinds: tuple[Kind, ...] = ("float64", "float32", *(HALVES if automatic else ("float16",)))
        setting = replace(setting, automatic=automatic, kinds=kinds)
        call = calling.tensors if automatic else calling.arrays
        return Subject(call, self.name, setting, watch), calling.parameters()


class Calling:
    """A function, or a class or object with `forward`, with the names under which it takes what it is given."""

    def __init__(self, loaded: Any, brought: Brought) -> None:
        self.brought, self._loaded = brought, loaded
        self._is_class = isinstance(loaded, type)
        self._made: dict[tuple[Any, ...], Callable[..., Any]] = {}
        self._built = _parameters(loaded.__init__ if self._is_class else None)
        called = loaded.forward if hasattr(loaded, "forward") else loaded
        self._called = _parameters(called)
        self.temperature = next((name for name in TEMPERATURES if name in self._built or name in self._called), None)
        named = [brought.mask, brought.labels, *brought.arguments]
        wrong = [n for n in named if n is not None and not self._takes(n)]
        if wrong:
            there = ", ".join([*self._built, *self._called][:12]) or "nothing by name"
            raise InputError(f"{brought.name}: takes no {wrong[0]!r}; it takes {there}")
        if brought.T is not None and self.temperature is None:
            raise InputError(
                f"{brought.name}: takes no temperature, by none of {', '.join(TEMPERATURES)}; leave --temperature out"
            )

    def _takes(self, name: str) -> bool:
        every = {**self._built, **self._called}
        return name in every or any(p.kind is inspect.Parameter.VAR_KEYWORD for p in every.values())

    def numbers(self) -> dict[str, float]:
        """Its arguments that are floats, given or by default; those of the temperature left out."""
        defaults = {name: p.default for name, p in {**self._built, **self._called}.items()}
        every = {**defaults, **self.brought.arguments}
        return {name: x for name, x in every.items() if isinstance(x, float) and name not in TEMPERATURES}

    def parameters(self) -> dict[str, float]:
        """Those that may go from 0 to 1."""
        return {name: x for name, x in self.numbers().items() if 0 <= x <= 1 and name not in EPSILONS}

    def is_of_torch(self, setting: Setting) -> bool:
        """Whether it takes tensors and returns one, torch being imported by it."""
        torch = sys.modules.get("torch")
        if torch is None:
            return False
        torch.set_num_threads(1)
        probe = Subject(self.tensors, self.brought.name, setting)
        for sequences in (False, True):
            probe.sequences = sequences
            for V in (3, 12, 100):
                try:
                    probe.value(np.zeros(V), np.linspace(0.0, 1.0, V))
                except RefusedError:
                    continue
                return True
        return False

    def arrays(self, given: Given) -> Returned:
        """Call it with arrays."""
        dtype = np.dtype("float32" if given.kind == "bfloat16" else given.kind)
        values = np.asarray(
            self._call(
                np.array(given.student, dtype=dtype),
                np.array(given.teacher, dtype=dtype),
                given,
                None if given.mask is None else given.mask.copy(),
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
        mask = None if given.mask is None else torch.from_numpy(given.mask.copy())
        labels = None if given.labels is None else torch.from_numpy(given.labels.copy())
        returned = self._call(student, teacher, given, mask, labels)
        if not isinstance(returned, torch.Tensor):
            raise TypeError(f"it returned {type(returned).__name__}, and no tensor")
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
            built = {name: every.pop(name) for name in list(every) if name in self._built}
            key = tuple(sorted(built.items()))
            if key not in self._made:
                made = self._loaded(**built)
                self._made[key] = made if callable(made) else made.forward
            function = self._made[key]
        elif not callable(function):
            function = function.forward
        return function(student, teacher, **every)


def _parameters(function: Any) -> dict[str, inspect.Parameter]:
    try:
        return {} if function is None else dict(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return {}
