"""Which loss is it? Named only where a known one explains the values to their own precision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from numerics.losses.calls import RefusedError
from numerics.losses.families import DIVERGENCES, Divergence, of_top_k
from numerics.losses.subject import Subject, pairs
from numerics.simplex import Array

PAIRS, HIDDEN = 24, (1.5, 2.0, 3.0, 4.0, 5.0, 8.0, 10.0, 20.0)  # temperatures that a loss may have within it
GRID = np.array([*np.linspace(0.05, 0.95, 19), 1.25, 1.5, 2.0, 3.0, 5.0])  # of a parameter
HOPELESS = 0.05  # of the largest value: what no parameter of the grid comes nearer to has none
AWAY = 40.0  # how far below a class one is that has no mass beside it, in units of T
LOOKED = 12  # pairs that tell at how many classes it looks
FITS, COARSE = 64, 0.07  # roundings within which a family explains values, and from which on none is named
LOGITS, LABELS = "squared error of logits", "cross-entropy of labels"


@dataclass(frozen=True)
class Family:
    """What a loss of one example is: factor · formula, of sides softened at T, and a label term beside it.

    Attributes
    ----------
    name, formula : str
        Of the divergence.
    factor : float
        At this T and this number of classes.
    parameter : float or None
        Of the divergence, where it has one.
    student, teacher : float
        The temperature at which each side is softened.
    classes : int
        The number of classes on which it was named, on which the factor may depend.
    label : float
        The weight of −log s_y, the student not softened; 0 where there is none.
    k : int or None
        How many classes it looks at, where that is not all.
    missing : str
        What it does with the mass of the others.
    zero_at_match : bool
        Whether the divergence is zero where sides are equal.
    """

    name: str
    formula: str
    factor: float
    parameter: float | None
    student: float
    teacher: float
    classes: int
    label: float = 0.0
    k: int | None = None
    missing: str = ""
    zero_at_match: bool = True

    @property
    def of_laws(self) -> bool:
        """Whether it is a function of laws, which all are but one."""
        return self.name != LOGITS


@dataclass(frozen=True)
class Data:
    """Logits (n, V) with what the loss made of them, and of the cross-entropy of labels where there are any."""

    z: Array
    v: Array
    values: Array
    labelled: Array | None
    within: float


def recognise(subject: Subject, V: int, seed: int, k: int | None, T: float | None) -> Family | None:
    """The first family that explains values of V classes at T; None where none does."""
    z, v = pairs((PAIRS,), V, seed + 7)
    try:
        values = subject.values(z, v, T=T)
    except RefusedError:
        return None
    labelled = None
    if subject.setting.labels:
        labelled = -np.take_along_axis(log_softmax(z, axis=-1), np.argmax(v, axis=-1)[:, None], axis=-1)[:, 0]
    data = Data(z, v, values, labelled, max(1e-9, FITS * subject.eps))
    if data.within > COARSE:
        return None
    return next(_candidates(subject, data, k, T), None)


def _candidates(subject: Subject, data: Data, k: int | None, T: float | None) -> Iterator[Family]:
    if data.labelled is not None and (fit := _fit(data.labelled[:, None], data)):
        yield Family(LABELS, "−log s of the label", fit[0], None, 1.0, 1.0, data.z.shape[-1], zero_at_match=False)
    if subject.setting.student == subject.setting.teacher == "logits":
        errors = ((data.z - data.v) ** 2).sum(axis=-1)
        for columns in _columns(errors, data):
            if fit := _fit(columns, data):
                yield Family(LOGITS, "Σ (z − v)²", fit[0], None, 1.0, 1.0, data.z.shape[-1], fit[1])
    some = [(one, "") for one in DIVERGENCES] if k is None else of_top_k(k)
    for student, teacher in _temperatures(T):
        t, s = log_softmax(data.v / teacher, axis=-1), log_softmax(data.z / student, axis=-1)
        for one, missing in some:
            if found := _explained(one, t, s, subject, data):
                factor, label, parameter = found
                yield Family(
                    one.name,
                    one.formula,
                    factor,
                    parameter,
                    student,
                    teacher,
                    data.z.shape[-1],
                    label,
                    k,
                    missing,
                    one.zero_at_match,
                )


def _temperatures(T: float | None) -> list[tuple[float, float]]:
    """Of student and teacher: what T can mean, then what may be within the loss."""
    asked = [] if T is None else [(T, T), (1.0, 1.0), (1.0, T), (T, 1.0)]
    hidden = [pair for x in HIDDEN for pair in ((x, x), (1.0, x), (x, 1.0))]
    return list(dict.fromkeys([*asked, (1.0, 1.0), *hidden]))


def _explained(
    one: Divergence, t: Array, s: Array, subject: Subject, data: Data
) -> tuple[float, float, float | None] | None:
    """Factor, weight of the label term, and parameter; None where it does not explain the values."""
    if not one.parameter:
        for columns in _columns(one.of(t, s), data):
            if fit := _fit(columns, data):
                return *fit, None
        return None

    def missed(x: float) -> float:
        with np.errstate(all="ignore"):
            return min(_missed(columns, data) for columns in _columns(one.of(t, s, x), data))

    given = [y for x in subject.setting.numbers for y in (x, 1.0 - x) if y not in (0.0, 1.0)]
    for x in given:
        if missed(x) < data.within:
            return _best(one, t, s, x, data)
    losses = [missed(x) for x in GRID]
    if min(losses) > HOPELESS:
        return None
    n = int(np.argmin(losses))
    around = GRID[max(n - 1, 0)], GRID[min(n + 1, len(GRID) - 1)]
    with np.errstate(invalid="ignore"):  # where no parameter fits it subtracts infinities
        found = minimize_scalar(
            lambda x: np.log(missed(x) + 1e-18), bounds=around, method="bounded", options={"xatol": 1e-13}
        )
    for x in (round(float(found.x), 6), float(found.x)):  # of few digits, where that explains it
        if missed(x) < data.within:
            return _best(one, t, s, x, data)
    return None


def _best(one: Divergence, t: Array, s: Array, x: float, data: Data) -> tuple[float, float, float] | None:
    fits = (_fit(columns, data) for columns in _columns(one.of(t, s, x), data))
    return next(((*fit, x) for fit in fits if fit), None)


def _columns(values: Array, data: Data) -> list[Array]:
    """A divergence alone, and beside a label term."""
    alone = [values[:, None]]
    return alone if data.labelled is None else [*alone, np.column_stack([values, data.labelled])]


def _solved(columns: Array, data: Data) -> tuple[Array, float]:
    if not np.isfinite(columns).all():
        return np.zeros(columns.shape[1]), np.inf
    weights = np.asarray(np.linalg.lstsq(columns, data.values, rcond=None)[0], dtype=np.float64)
    return weights, float(np.abs(columns @ weights - data.values).max() / np.abs(data.values).max())


def _missed(columns: Array, data: Data) -> float:
    """The largest difference from the values, of the largest value."""
    return _solved(columns, data)[1]


def _fit(columns: Array, data: Data) -> tuple[float, float] | None:
    """Factor and weight of the label term, where they explain the values."""
    weights, missed = _solved(columns, data)
    share = weights[0] * np.abs(columns[:, 0]).max() / np.abs(data.values).max()  # what is less explains nothing
    if missed > data.within or not share > 100 * data.within:
        return None
    return float(weights[0]), float(weights[1]) if len(weights) > 1 else 0.0


def looks_at(subject: Subject, V: int, seed: int, temperatures: Sequence[float]) -> int | None:
    """k, if of classes beyond the teacher's k likeliest no more than their mass counts; None if it looks at all.

    The student's others change places among themselves, or leave their mass to one, at one of the temperatures, while
    the teacher's share theirs evenly.
    """
    z, v = pairs((LOOKED,), V, seed + 3)
    order = np.argsort(-v, axis=-1)
    z, v = (np.take_along_axis(of, order, axis=-1) for of in (z, v))
    before = subject.values(z, v)

    def same(student: Array, teacher: Array) -> bool:
        return bool((np.abs(subject.values(student, teacher) - before) <= subject.tolerance).all())

    def blind(k: int) -> bool:
        turned = np.concatenate([z[:, :k], np.roll(z[:, k:], 1, axis=-1)], axis=-1)
        return same(turned, v) and any(same(_gathered(z, k, T), _evened(v, k, T)) for T in temperatures)

    if subject.is_half:
        return None
    if same(np.roll(z, 1, axis=0), v) or same(z, np.roll(v, 1, axis=0)) or not blind(V - 2):
        return None  # a loss of one side alone is none of a top k
    low, high = 1, V - 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if blind(middle) else (middle + 1, high)
    return low


def _gathered(x: Array, k: int, T: float) -> Array:
    """Logits with the mass at T of all classes beyond k at the first of them."""
    first = T * np.log(np.exp(x[:, k:] / T).sum(axis=-1, keepdims=True))
    others = np.broadcast_to(first - AWAY * T, (len(x), x.shape[-1] - k - 1))
    return np.concatenate([x[:, :k], first, others], axis=-1)


def _evened(x: Array, k: int, T: float) -> Array:
    """Logits with the classes beyond k alike, their mass at T what it was."""
    even = T * np.log(np.exp(x[:, k:] / T).mean(axis=-1, keepdims=True))
    return np.concatenate([x[:, :k], np.broadcast_to(even, (len(x), x.shape[-1] - k))], axis=-1)


def power(values: Sequence[float], of: Sequence[float]) -> int | None:
    """n, where values go as the n-th power of what they are functions of; None where they do not."""
    if min(np.abs(values)) == 0:
        return None
    slopes = np.diff(np.log(np.abs(values))) / np.diff(np.log(of))
    n = round(float(slopes[0]))
    return n if np.abs(slopes - n).max() < 1e-6 else None
