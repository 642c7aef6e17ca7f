"""Operators and what is said of laws, on arrays of other libraries: the digits of NumPy, and nothing moved."""

from __future__ import annotations

from contextlib import nullcontext
from importlib import import_module
from math import inf
from typing import Any

import numpy as np
import pytest

from numerics import arrays
from numerics.libraries import BLOCK
from numerics.partial_access import kept_interval, tail_interval
from numerics.precision import called
from numerics.registry import operator
from numerics.simplex import InputError
from numerics.simplex import entropy as own_entropy
from numerics.top_k import Top

LIBRARIES = ["numpy", "array_api_strict", "torch", "jax.numpy"]
TYPES = ["float64", "float32", "float16", "bfloat16"]
NAMES = [
    "power",
    "mixing",
    "additive:0.1",
    "logit",
    "tsallis:0",
    "tsallis:0.5",
    "tsallis:1.5",
    "tsallis:2",
    "tsallis:3",
]
RNG = np.random.Generator(np.random.PCG64(11))
ROWS = RNG.dirichlet(np.full(40, 0.5), (3, 5))


def given(name: str, kind: str, values: Any = ROWS) -> tuple[Any, Any]:
    """An array of a library and type, and the numbers that it holds."""
    library = pytest.importorskip(name)
    if name == "jax.numpy":
        import_module("jax").config.update("jax_enable_x64", val=True)
    if not hasattr(library, kind):
        pytest.skip(f"{name} has no {kind}")
    x = library.asarray(values, dtype=getattr(library, kind))
    return x, numbers(x)


def numbers(x):
    if hasattr(x, "detach"):
        x = x.detach().double()
    return np.asarray(x).astype(np.float64)


def eps(x):
    return float(arrays.library(x).finfo(x.dtype).eps)


UNITS = {"power": 6, "mixing": 2, "additive:0.1": 3, "logit": 12, "tsallis:0": 60, "tsallis:0.5": 40}
UNITS |= {"tsallis:1.5": 4, "tsallis:2": 2, "tsallis:3": 280}


@pytest.mark.parametrize("name", NAMES)
def test_single_precision_at_a_thousand_classes_is_as_far_off_as_the_documentation_says(name):
    """Units in the last place of the largest entry: 5.3, 0.8, 1.9, 11, 57, 39, 3.3, 1.1 and 260 were seen."""
    rng, zipf = np.random.Generator(np.random.PCG64(1000)), 1 / np.arange(1, 1001)
    x = np.concatenate([rng.dirichlet(np.full(1000, a), 40) for a in (0.5, 1.0)] + [zipf[None] / zipf.sum()])
    x = x.astype(np.float32)
    for T in (0.5, 1.0, 1.1, 2.5, 40.0):
        if operator(name).coldest > T:
            continue
        wanted = operator(name).formula(x.astype(np.float64), np.array([T]))
        off = np.abs(arrays.soften(name, x, T) - wanted) / wanted.max(axis=-1, keepdims=True)
        assert off.max() <= UNITS[name] * eps(x), (T, off.max() / eps(x))


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", NAMES)
def test_digits_are_those_of_float64_within_the_rounding_of_the_type(name, library, kind):
    """Of units in the last place of the largest entry 24 (seen: 16), and half of one where numbers are widened."""
    x, values = given(library, kind)
    if (library, kind) == ("numpy", "float64"):
        pytest.skip("that is what the others are compared with")
    for T in (0.5, 1.0, 2.5, 40.0):
        if operator(name).coldest > T:
            continue
        wanted = operator(name).formula(values, np.array([T]))
        found = arrays.soften(name, x, T)
        assert (type(found), found.dtype, found.shape) == (type(x), x.dtype, x.shape)
        off = np.abs(numbers(found) - wanted) / wanted.max(axis=-1, keepdims=True)
        assert off.max() <= (24 if "16" not in kind else 0.51) * eps(x), (T, off.max() / eps(x))


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", ["power", "mixing", "logit", "tsallis:1.5"])
def test_blocks_are_the_same_rows(name, library):
    """Large arrays are worked through in parts; a row has the digits that it has alone, but for the order of sums."""
    x, values = given(library, "float64", RNG.dirichlet(np.full(300, 0.5), BLOCK // 100))
    T = np.linspace(1.0, 9.0, len(values))
    temperatures, _ = given(library, "float64", T)
    found = numbers(arrays.soften(name, x, temperatures))
    alone = np.stack([operator(name)(row, t) for row, t in zip(values[::97], T[::97], strict=True)])
    np.testing.assert_allclose(found[::97], alone, rtol=1e-12)  # seen: 2e-14
    assert (numbers(x) == values).all(), "the rows are as they were"


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("library", LIBRARIES)
def test_what_is_said_of_laws(library, kind):
    x, p = given(library, kind)
    y, q = given(library, kind, np.roll(ROWS, 1, axis=0))
    middle = (p + q) / 2

    def kl(a, b):
        return np.where(a > 0, a * np.log(np.where(a > 0, a, 1) / b), 0).sum(axis=-1)

    unequal = q.sum(axis=-1) - p.sum(axis=-1)  # of rounded laws
    for found, wanted in (
        (arrays.entropy(x), own_entropy(p)),
        (arrays.kl(x, y), kl(p, q) + unequal),
        (arrays.cross_entropy(x, y), kl(p, q) + own_entropy(p)),
        (arrays.jensen_shannon(x, y), (kl(p, middle) + kl(q, middle)) / 2),
        (arrays.total_variation(x, y), np.abs(p - q).sum(axis=-1) / 2),
    ):
        assert found.dtype == x.dtype
        np.testing.assert_allclose(numbers(found), wanted, rtol=8 * eps(x))  # seen: 2 eps


@pytest.mark.parametrize(("kind", "slack"), [("float16", 2.0**-9), ("bfloat16", 2.0**-6), ("float64", 1e-9)])
def test_sums_may_be_off_by_what_the_type_leaves(kind, slack):
    x, values = given("torch", kind)
    arrays.check(x)
    values[0, 3, 0] += 2 * slack
    with pytest.raises(InputError, match="row 3 is no distribution"):
        arrays.check(given("torch", kind, values)[0])


@pytest.mark.parametrize("library", LIBRARIES)
def test_zeros(library):
    x, _ = given(library, "float64", [[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]])
    y, _ = given(library, "float64", [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    assert numbers(arrays.entropy(x)).tolist() == [pytest.approx(np.log(2), rel=1e-15), 0]
    assert numbers(arrays.kl(x, y)).tolist() == [inf, 0]
    assert numbers(arrays.soften("power", x, 2.0)).tolist() == [[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("T", [0.5, 1.0, 3.0])
def test_truncation_intervals(T, library, kind):
    """Of numbers of 64 bits those of `partial_access`; of fewer they are wider, and the truth is inside."""
    V, k = ROWS.shape[-1], 8
    order = -np.sort(-ROWS, axis=-1)
    x, _ = given(library, kind, np.log(order[..., :k]))
    truth = operator("power")(order, T)
    tail, kept = arrays.tail_interval(x, V, T), arrays.kept_interval(x, V, T)
    slack = 2 * eps(x)  # the ends are rounded to the type, too
    for ends, inside in ((tail, truth[..., k:].sum(axis=-1)), (kept, truth[..., :k])):
        low, high = map(numbers, ends)
        assert (low <= inside * (1 + slack)).all()
        assert (inside <= high * (1 + slack)).all()
    if kind == "float64":
        top = Top(np.log(order[..., :k]), V)
        for ends, own in ((tail, tail_interval(top, T)), (kept, kept_interval(top, T))):
            for end, wanted in zip(ends, own, strict=True):
                np.testing.assert_allclose(
                    numbers(end), wanted, rtol=1e-12
                )  # off differs by an ulp of log p; seen 3e-14


@pytest.mark.parametrize("library", LIBRARIES)
def test_checks_name_the_row(library):
    x, values = given(library, "float32")
    arrays.check(x)
    for spoilt, where in ((np.nan, (1, 2, 3)), (-0.25, (0, 4, 0)), (2.0, (2, 4, 39))):
        wrong = values.copy()
        wrong[where] = spoilt
        row = where[0] * ROWS.shape[1] + where[1]
        with pytest.raises(InputError, match=f"row {row} is no distribution: it sums to .*, or has an entry below 0"):
            arrays.check(given(library, "float32", wrong)[0])
    slack = called(x.dtype).slack(ROWS.shape[-1])
    for much in (0.5, 4.0):
        off = values.copy()
        off[1, 1, 0] += much * slack
        with nullcontext() if much < 1 else pytest.raises(InputError, match="row 6 is no distribution"):
            arrays.check(given(library, "float32", off)[0])
    with pytest.raises(InputError, match=r"expected shape \(\.\.\., V\) with V >= 2 classes, got shape \(3, 1\)"):
        arrays.check(given(library, "float32", [[1.0]] * 3)[0])
    with pytest.raises(InputError, match="expected floating-point numbers, got dtype"):
        arrays.check(arrays.library(x).asarray([0, 1]))


def test_operators_whose_formula_is_numpys_are_refused():
    there = "on any array there are additive:0\\.1, logit, mixing, power, tsallis"
    with pytest.raises(InputError, match=f"adaptive: its formula needs NumPy; {there}"):
        arrays.soften("adaptive", ROWS, 2.0)


def test_a_teacher_in_torch_is_not_copied_and_can_be_learnt_through():
    torch = pytest.importorskip("torch")
    x = torch.tensor(ROWS, requires_grad=True)
    for name in ("power", "mixing"):
        assert torch.autograd.gradcheck(lambda p, name=name: arrays.soften(name, p, 3.0), x[:1, :2])
    assert arrays.soften("power", x.detach().to("meta"), 2.0).device.type == "meta", "on whatever device it is"


def test_power_and_mixing_are_traced_by_jax():
    jax = pytest.importorskip("jax")
    x, values = given("jax.numpy", "float64")
    for name in ("power", "mixing"):
        found = jax.jit(lambda p, name=name: arrays.soften(name, p, 3.0))(x)
        np.testing.assert_allclose(numbers(found), operator(name)(values, 3.0), rtol=1e-14)  # seen: 4e-16
