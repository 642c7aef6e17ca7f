"""Teacher and student of whom top k are known: what holds of the whole laws, and what losses on the k report."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, target
from hypothesis import strategies as st
from scipy.special import rel_entr

from numerics.laws import adversarial
from numerics.truncated_losses import Sides, divergences, reported


def sides(p, s, k):
    """The classes that both show, and those that one shows, of their own k likeliest."""
    first, second = (np.argsort(-law, kind="stable")[:k] for law in (p, s))
    both = [i for i in first if i in second]
    alone = [np.array([[law[i] for i in own if i not in both] or [0.0]]) for law, own in ((p, first), (s, second))]
    least = [np.array([law[own[-1]]]) for law, own in ((p, first), (s, second))]
    shared = [np.array([law[both]]) if both else np.zeros((1, 1)) for law in (p, s)]
    return Sides(*shared, *alone, *least)


@given(st.integers(0, 2**32 - 1), st.integers(3, 15), st.data())
def test_whole_laws_are_within_the_bounds(seed, V, data):
    k = data.draw(st.integers(1, V))
    p, s = adversarial(np.random.default_rng(seed), 2, V, faces=True)
    m = (p + s) / 2
    values = {
        "kl": rel_entr(p, s).sum(),
        "reverse_kl": rel_entr(s, p).sum(),
        "jensen_shannon": (rel_entr(p, m).sum() + rel_entr(s, m).sum()) / 2,
        "total_variation": np.abs(p - s).sum() / 2,
    }
    worst = -np.inf
    for of, (low, high) in divergences(sides(p, s, k)._replace(whole=k == V))._asdict().items():
        below = 0.0 if np.isinf(values[of]) else float(low[0] - values[of])
        above = 0.0 if np.isinf(high[0]) else float(values[of] - high[0])
        worst = max(worst, below, above)
    target(worst)
    assert worst <= 1e-12


def test_by_hand():
    """q = (.6, .4) and p = (.9, .1) of which the first class is known: −0.243 where the whole divergence is 0.311."""
    one = np.ones((1, 1))
    known = Sides(0.9 * one, 0.6 * one, 0 * one, 0 * one, np.array([0.9]), np.array([0.6]))
    found, whole = reported(known), divergences(known)
    assert found.truncated_reverse[0] == pytest.approx(-0.243279, abs=1e-6)
    assert found.truncated[0] == pytest.approx(0.364919, abs=1e-6)
    assert (found.renormalised[0], found.renormalised_reverse[0]) == (0, 0)
    assert found.bucketed_reverse[0] == pytest.approx(0.311239, abs=1e-6)
    assert whole.reverse_kl.low[0] == pytest.approx(0.311239, abs=1e-6)
    assert whole.total_variation.low[0] == pytest.approx(0.3, abs=1e-12)
    assert np.isinf(whole.kl.high[0])


def test_an_empty_bucket_is_clamped_as_toolkits_do():
    """A teacher that hides nothing: its bucket has 1e-7, not zero, so that the reversed loss is finite."""
    one = np.ones((1, 1))
    known = Sides(one, 0.9 * one, 0 * one, 0 * one, np.ones(1), np.full(1, 0.9))
    assert reported(known).bucketed_reverse[0] == pytest.approx(0.9 * np.log(0.9) + 0.1 * np.log(0.1 / 1e-7), rel=1e-12)


def test_what_one_shows_alone_counts_where_the_other_cannot_have_it():
    one = np.ones((1, 1))
    known = Sides(0.5 * one, 0.5 * one, 0.4 * one, 0 * one, np.array([0.4]), np.array([0.1]))
    assert divergences(known).total_variation.low[0] == pytest.approx(0.3, abs=1e-12)
    same = Sides(one, one, 0 * one, 0 * one, np.zeros(1), np.zeros(1), whole=True)
    for low, high in divergences(same):
        assert (low[0], high[0]) == (0, 0)


@given(st.integers(0, 2**32 - 1), st.integers(3, 12), st.data())
def test_rounding_is_allowed_for(seed, V, data):
    """Logarithms moved by what they may be off: the bounds still hold what is true."""
    k, off = data.draw(st.integers(1, V)), data.draw(st.sampled_from([1e-3, 0.05]))
    rng = np.random.default_rng(seed)
    p, s = rng.dirichlet(np.ones(V), 2)
    known = sides(p, s, k)
    moved = {of: getattr(known, of) * np.exp(rng.uniform(-off, off)) for of in ("p", "s", "p_alone", "s_alone")}
    least = {of: getattr(known, of) * np.exp(rng.uniform(-off, off)) for of in ("p_least", "s_least")}
    found = divergences(known._replace(**moved, **least, p_off=off, s_off=off, whole=k == V))
    m = (p + s) / 2
    for interval, value in (
        (found.kl, rel_entr(p, s).sum()),
        (found.reverse_kl, rel_entr(s, p).sum()),
        (found.jensen_shannon, (rel_entr(p, m).sum() + rel_entr(s, m).sum()) / 2),
        (found.total_variation, np.abs(p - s).sum() / 2),
    ):
        assert interval.low[0] - 1e-12 <= value
        assert value <= interval.high[0] + 1e-12
