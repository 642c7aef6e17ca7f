"""Intervals from a top k: their laws, their edges, large vocabularies, and what is no top k."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, target
from hypothesis import strategies as st

from numerics.bias_variance import zipf
from numerics.laws import adversarial
from numerics.operators.power import power
from numerics.partial_access import (
    conditioned,
    diameter,
    entropy_interval,
    expected_errors,
    furthest,
    kept_interval,
    tail_interval,
)
from numerics.simplex import InputError, entropy
from numerics.top_k import Top, printed


def sorted_law(seed: int, V: int) -> np.ndarray:
    return -np.sort(-adversarial(np.random.default_rng(seed), 5, V, faces=True)[seed % 5])


@given(st.integers(0, 2**32 - 1), st.integers(2, 30), st.floats(0.05, 60), st.data())
def test_a_law_lies_in_its_intervals(seed, V, T, data):
    p = sorted_law(seed, V)
    k = data.draw(st.integers(1, V))
    top, q = Top.of(p, k), power(p, T)
    low, high = tail_interval(top, T)
    excess = max(float(low - q[k:].sum()), float(q[k:].sum() - high))
    target(excess)
    assert excess <= 1e-12
    kept = kept_interval(top, T)
    assert (kept.low - 1e-12 <= q[:k]).all()
    assert (q[:k] <= kept.high + 1e-12).all()
    assert entropy_interval(top).low - 1e-11 <= entropy(p) <= entropy_interval(top).high + 1e-11


@given(st.integers(0, 2**32 - 1), st.integers(2, 30), st.floats(1.0, 60), st.data())
def test_the_ends_are_those_of_laws(seed, V, T, data):
    k = data.draw(st.integers(1, V))
    top = Top.of(sorted_law(seed, V), k)
    for law, end in zip(top.extremes(), tail_interval(top, T), strict=True):
        assert law.sum() == pytest.approx(1, abs=1e-12)
        assert (law[k:] <= law[k - 1] * (1 + 1e-12)).all()
        assert power(law, T)[k:].sum() == pytest.approx(end, abs=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(2, 30), st.data())
def test_the_furthest_pair(seed, V, data):
    top = Top.of(sorted_law(seed, V), data.draw(st.integers(1, V)))
    x, y = furthest(top)
    assert np.abs(x - y).sum() / 2 == pytest.approx(diameter(top), abs=1e-12)


@pytest.mark.parametrize("k", [1, 20, 299_999, 300_000])
def test_a_large_vocabulary(k):
    p = zipf(300_000)
    top = Top.of(p, k)
    low, high = tail_interval(top, np.array([0.5, 1.0, 2.0, 8.0]))
    mass = np.array([power(p, T)[k:].sum() for T in (0.5, 1.0, 2.0, 8.0)])
    assert (low - 1e-12 <= mass).all()
    assert (mass <= high + 1e-12).all()
    assert high[1] - low[1] < 1e-13  # at T = 1 it is known
    if k == len(p):
        assert (high == 0).all()


def test_rows_and_temperatures_broadcast():
    p = -np.sort(-np.random.default_rng(0).dirichlet(np.ones(6), (3, 4)), axis=-1)
    top = Top.of(p, 2)
    low, high = tail_interval(top, np.array([[1.0], [2.0], [4.0]]))
    assert low.shape == high.shape == (3, 4)
    assert kept_interval(top, 2.0).low.shape == (3, 4, 2)
    one = tail_interval(Top.of(p[1, 2], 2), 2.0)
    assert (low[1, 2], high[1, 2]) == (pytest.approx(one.low, rel=1e-14), pytest.approx(one.high, rel=1e-14))


def test_the_figures_of_sparse_logit_sampling():
    """arXiv:2503.16870: the law 1/i, V = 100,000, 20 classes: kept mass and L1 error are our evaluation."""
    top = Top.of(zipf(100_000), 20)
    assert 1 - top.mass == pytest.approx(0.29758, abs=5e-6)
    assert 2 * conditioned(top.mass).total_variation == pytest.approx(1.40485, abs=5e-6)


def test_the_figures_of_the_documentation():
    weights = np.arange(1, 50_001.0) ** -1.5
    top = Top.of(weights / weights.sum(), 20)
    low, high = tail_interval(top, 4.0)
    assert (float(top.mass), float(low), float(high)) == (
        pytest.approx(0.17, abs=0.005),
        pytest.approx(0.571, abs=5e-4),
        pytest.approx(0.997, abs=5e-4),
    )
    assert power(weights / weights.sum(), 4.0)[20:].sum() == pytest.approx(0.993, abs=5e-4)


def test_distances_to_the_kept_classes():
    found = conditioned(0.25)
    assert tuple(map(float, found)) == (0.25, pytest.approx(np.log(4 / 3), rel=1e-14), pytest.approx(1 / 3, rel=1e-14))


def test_printed_numbers():
    """A half and its rest, printed to three decimals: r within half a thousandth, in nats, of what it is."""
    low, high = printed([-0.693], 10, 3).masses
    assert low == pytest.approx(1 - np.exp(-0.6925), abs=1e-12)
    assert high == pytest.approx(1 - np.exp(-0.6935), abs=1e-12)
    assert printed(np.log([0.60004, 0.40006]), 5, 3).masses.low == 0  # a sum of 1.0001, explained at three decimals
    with pytest.raises(InputError, match="sums to more than 1"):
        printed(np.log([0.60004, 0.40006]), 5, 5)


@pytest.mark.parametrize(
    ("log_p", "classes", "says"),
    [
        ([-1.0, -0.5], 5, "log_p: is not sorted, largest first"),
        ([[-0.5, -1.0], [-0.1, -0.2]], 5, "log_p: row 1 sums to more than 1"),
        ([-1.0, np.nan], 5, "log_p: has an entry that is not a number"),
        ([-3.0, -4.0], 5, "log_p: leaves more than 5 classes can hold"),
        ([-1.0, -1.0], 2, "log_p: leaves more than 2 classes can hold"),
        ([-1.0, -2.0, -3.0], 2, "log_p: expected shape (..., k), k from 1 to V = 2, got shape (3,)"),
        (-1.0, 2, "log_p: expected shape (..., k), k from 1 to V = 2, got shape ()"),
    ],
)
def test_what_is_no_top_k(log_p, classes, says):
    with pytest.raises(InputError) as raised:
        Top(np.asarray(log_p), classes)
    assert str(raised.value) == says


def test_errors_by_hand():
    """Two draws of (1/2, 1/2) at T = 1: half the time 1/2 off, else none; at T = 2 the same."""
    assert expected_errors(2, 0.5, 1.0) == pytest.approx(0.25, rel=1e-14)
    assert expected_errors(2, 0.5, 2.0) == pytest.approx(0.25, rel=1e-14)
    assert expected_errors(1, [0.25], 1.0) == pytest.approx([2 * 0.25 * 0.75], rel=1e-14)


def test_a_clamped_class_is_hidden_and_what_is_no_number_is_refused():
    shown, clamped = printed([-0.693], 10, 3), printed([-0.693, -9999.0, -9999.0], 10, 3)
    assert (clamped.log_p.tolist(), clamped.hidden) == (shown.log_p.tolist(), 9)
    for row in ([-0.5, np.nan], [np.nan, -9999.0]):
        with pytest.raises(InputError, match="not a number"):
            printed(row, 5, 3)


@pytest.mark.parametrize("T", [0.0, -1.0, np.inf, np.nan])
@pytest.mark.parametrize("interval", [tail_interval, kept_interval])
def test_a_temperature_is_positive_and_finite(interval, T):
    with pytest.raises(InputError, match="T: must be positive and finite"):
        interval(Top.of([0.5, 0.3, 0.2], 1), T)


@given(st.integers(0, 2**32 - 1), st.integers(3, 30), st.floats(0.05, 60), st.integers(1, 4), st.data())
def test_rounded_numbers_keep_a_law_in_its_intervals(seed, V, T, digits, data):
    """Its tail, its classes shown and its entropies, warm and cold."""
    p = sorted_law(seed, V)
    k = data.draw(st.integers(1, int((p > 0).sum())))
    top, q = printed(np.round(np.log(p[:k]), digits), V, digits), power(p, T)
    low, high = tail_interval(top, T)
    kept = kept_interval(top, T)
    assert low - 1e-12 <= q[k:].sum() <= high + 1e-12
    assert (kept.low - 1e-12 <= q[:k]).all()
    assert (q[:k] <= kept.high + 1e-12).all()
    assert entropy_interval(top).low - 1e-11 <= entropy(p) <= entropy_interval(top).high + 1e-11


def test_classes_shown_meet_both_ends_of_what_rounding_leaves():
    """Two numbers, one half a unit up and the other down: the farthest that two classes can be apart."""
    T, h = 2.0, 0.05
    top = Top(np.log([0.6, 0.4]) - 0.02, 3, h)
    share = tail_interval(top, T)
    up, down = (np.exp((np.log([0.6, 0.4]) + s * np.array([h, -h])) / T) for s in (1, -1))
    assert kept_interval(top, T).high[0] >= up[0] / up.sum() * (1 - share.low)
    assert kept_interval(top, T).low[0] <= down[0] / down.sum() * (1 - share.high)
