"""What an operator's name on the command line stands for, and one adapter for what people write."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, get_args

import numpy as np

from numerics.errors import said
from numerics.hunting.subject import MapError, Subject
from numerics.operator import Operator
from numerics.registry import NON_OPERATORS, OPERATORS, entries, non_operators, operator, operators
from numerics.simplex import Array, InputError

On = Literal["probabilities", "logits"]
Form = Literal["function", "logits-warper"]
Map = Callable[[Any, float], Any]


@dataclass(frozen=True)
class Brought:
    """A map that somebody brought: what it is called, what it is a function of, and the operator if it is registered.

    A function that a target names is loaded where it is called, never here.
    """

    target: str | Map
    name: str
    on: On
    operator: Operator | None
    form: Form = "function"

    def subject(self, watch: Callable[[int, float], None]) -> Subject:
        """The map as a hunt calls it. Raises InputError where it cannot be loaded; runs the code that it names."""
        if self.operator:
            return Subject(self.operator, self.name, operator=self.operator, watch=watch)
        function = load(self.target) if isinstance(self.target, str) else self.target
        called = warping(function) if self.form == "logits-warper" else adapted(function)
        return Subject(called, self.name, logits=self.on == "logits", watch=watch)


def brought(target: str | Map, on: On, form: Form = "function") -> Brought:
    """What a target stands for. Raises InputError where it stands for nothing."""
    if on not in get_args(On):
        raise InputError(f"on: {on!r} is neither probabilities nor logits")
    if form not in get_args(Form):
        raise InputError(f"form: {form!r} is neither function nor logits-warper")
    on = "logits" if form == "logits-warper" else on
    known = registered(target) if isinstance(target, str) else None
    if known and on == "logits":
        raise InputError(f"on: {target} is registered, and a map of probabilities")
    name = target if isinstance(target, str) else getattr(target, "__name__", type(target).__name__)
    return Brought(target, name, on, known, form)


def registered(target: str) -> Operator | None:
    """The registered map of that name; None when the target names a function in a module or a file.

    Raises InputError for what is neither.
    """
    family, colon, _ = target.partition(":")
    if any(family in entries(folder) for folder in (OPERATORS, NON_OPERATORS)):
        return operator(target)
    if colon:
        return None
    if target.endswith(".py"):
        raise InputError(f"{target}: name a function in it, as in {target}:function")
    close = get_close_matches(target, [*operators(), *non_operators()], n=1)
    if close:
        raise InputError(f"operator: no {target!r} is registered; did you mean {close[0]!r}?")
    return operator(target)


def load(target: str) -> Map:
    """The function of `package.module:function` or `path/to/file.py:function`. Raises InputError. Runs that code."""
    place, _, name = target.rpartition(":")
    if not place or not name:
        raise InputError(f"{target}: name a function, as in package.module:function or path/to/file.py:function")
    path = Path(place).expanduser()
    module = (
        _from_file(path, target)
        if "/" in place or path.suffix == ".py" or path.exists()
        else _from_module(place, target)
    )
    function = getattr(module, name, None)
    if not callable(function):
        there = [n for n, value in vars(module).items() if callable(value) and not n.startswith("_")]
        close = get_close_matches(name, there, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(there) or 'none'}"
        raise InputError(f"{target}: {place} has no function {name!r}; {hint}")
    return function


def _from_file(path: Path, target: str) -> ModuleType:
    if not path.is_file() or path.suffix != ".py":
        what = f"{path} is no Python file" if path.exists() else f"there is no file {path}"
        raise InputError(f"{target}: {what}")
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.path.append(str(path.resolve().parent))
    sys.modules.setdefault(path.stem, module)
    _run(lambda: spec.loader.exec_module(module), target)  # type: ignore[union-attr]
    return module


def _from_module(place: str, target: str) -> ModuleType:
    if not all(part.isidentifier() for part in place.split(".")):
        raise InputError(f"{target}: {place!r} is neither a file nor the dotted name of a module")
    if str(Path.cwd()) not in sys.path:
        sys.path.append(str(Path.cwd()))
    return _run(lambda: import_module(place), target)


def _run(action: Callable[[], Any], target: str) -> Any:
    try:
        return action()
    except ModuleNotFoundError as error:
        raise InputError(f"{target}: there is no module {error.name!r} here") from error
    except Exception as error:
        raise InputError(f"{target}: loading it raised {said(error)}") from error


def adapted(function: Map) -> Callable[[Array, float], Any]:
    """A function of NumPy's arrays from one of these or of torch's tensors.

    Which it takes is found out on one small input: arrays first, then tensors, if torch has been imported.
    """

    def arrays(rows: Array, T: float) -> Any:
        return _as_array(function(rows, T))

    def tensors(rows: Array, T: float) -> Any:
        return _as_array(function(sys.modules["torch"].from_numpy(rows), T))

    def neither(rows: Array, T: float) -> Any:
        raised = []
        for way in (tensors, arrays):
            try:
                return way(rows, T)
            except Exception as error:  # noqa: BLE001 - what both raised is said
                raised.append(said(error))
        raise MapError(f"{raised[0]} of a tensor, and {raised[1]} of an array of NumPy's,")

    if "torch" not in sys.modules:
        return arrays
    for way in (arrays, tensors):
        try:
            way(np.array([[0.5, 0.3, 0.2]]), 2.0)
        except Exception:  # noqa: BLE001 - the next way is tried
            continue
        return way
    return neither


def warping(warper: Any) -> Callable[[Array, float], Any]:
    """A function of logits and T from one of transformers' logits warpers: an object, which is given logits over T.

    Or a class, such as TemperatureLogitsWarper, which is made with T and given logits as they are. Warpers take two
    dimensions, and numbers of tokens so far, which none of those of transformers looks at.
    """

    def made_with(T: float) -> Any:
        try:
            return warper(T)
        except Exception as error:
            raise InputError(
                f"{warper.__name__}(T) raised {said(error)}: a class is made with the temperature; of a warper that "
                "takes something else give an object, such as top_p = TopPLogitsWarper(0.8)"
            ) from error

    def softened(z: Array, T: float) -> Any:
        torch = sys.modules.get("torch")
        if torch is None:
            raise InputError("--as logits-warper takes warpers of torch, which its file does not import")
        scores = torch.from_numpy(z.reshape(-1, z.shape[-1]))
        made = isinstance(warper, type)
        tokens = torch.zeros((len(scores), 1), dtype=torch.long)
        warped = made_with(T)(tokens, scores) if made else warper(tokens, scores / T)
        return _as_array(torch.softmax(warped, -1)).reshape(z.shape)

    return softened


def _as_array(returned: Any) -> Any:
    """A tensor as an array: NumPy knows no bfloat16, whose numbers are float32's."""
    if not hasattr(returned, "detach"):
        return returned
    tensor = returned.detach().cpu()
    return (tensor.float() if str(getattr(tensor, "dtype", "")) == "torch.bfloat16" else tensor).numpy()
