"""How a loss is called: in which forms and floats, what it is given, what comes back, and what it raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from numerics.simplex import Array

Form = Literal["logits", "log-probabilities", "probabilities"]
FORMS: tuple[Form, ...] = get_args(Form)
Kind = Literal["float64", "float32", "float16", "bfloat16"]


class Given(NamedTuple):
    """What one call is given: shape (..., V) each for student and teacher, (...) for a mask and for labels."""

    student: Array
    teacher: Array
    T: float | None
    mask: NDArray[np.int64] | None
    labels: NDArray[np.int64] | None
    arguments: Mapping[str, Any]
    kind: Kind
    gradients: bool


class Returned(NamedTuple):
    """What came back: values of any shape, their type, and gradients of their sum, where there are any."""

    values: NDArray[Any]
    dtype: np.dtype[Any]
    student: Array | None = None
    teacher: Array | None = None


class CallError(Exception):
    """What a loss raised, in one line, where more than one way of calling it was tried."""


class RefusedError(Exception):
    """What a loss raised, in one line, and on which logits."""

    def __init__(self, says: str, z: Array, v: Array) -> None:
        super().__init__(says)
        rows = ", ".join(f"[{', '.join(f'{x:.6g}' for x in of.reshape(-1, of.shape[-1])[0][:4])}…]" for of in (z, v))
        self.where = f"shape {z.shape}, student and teacher from logits {rows}"


@dataclass(frozen=True)
class Setting:
    """How a loss is called: forms of its sides, T, whether it takes T, a mask, labels; further arguments."""

    student: Form = "logits"
    teacher: Form = "logits"
    T: float | None = None
    takes_temperature: bool = False
    mask: bool = False
    labels: bool = False
    arguments: Mapping[str, Any] = field(default_factory=dict)
    numbers: tuple[float, ...] = ()  # of its arguments, given or by default
    base: Kind = "float64"  # the most precise floats that it takes
    automatic: bool = False  # whether it differentiates by itself
    kinds: tuple[Kind, ...] = ("float64", "float32")
