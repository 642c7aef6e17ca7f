"""The measures of violation: each sees what it should, at the size it is, and allows for rounding and no more."""

from __future__ import annotations

import numpy as np
import pytest

from numerics import axioms
from numerics.axioms import entropy_error
from numerics.registry import operator
from numerics.rounding import TINY, ULPS, rounding

EPS = np.finfo(np.float64).eps
P = np.array([[0.7, 0.2, 0.1], [0.5, 0.5, 0.0], [1.0, 0.0, 0.0]])
power, mixing = operator("power"), operator("mixing")


def test_rounding_is_as_documented():
    assert ULPS == 16 * EPS
    q = np.array([[0.6, 0.25, 0.15]])
    size = -np.log(P[:1]) - np.log(0.7)
    np.testing.assert_allclose(rounding(P[:1], 4.0, q), ULPS * (1 + size / 4) * q + TINY, rtol=1e-14)
    zeros = rounding(P[1:], 1.0, P[1:])
    assert zeros[0, 2] == zeros[1, 1] == TINY
    np.testing.assert_allclose(zeros[0, :2], ULPS * (1 + 2 * np.log(2)) / 2, rtol=1e-14)
    assert zeros[1, 0] == pytest.approx(ULPS, abs=0)


def test_entropy_error_is_as_documented():
    (error,) = entropy_error(P[:1], 2.0, P[:1])
    assert error == pytest.approx(float(((1 - np.log(P[:1])) * rounding(P[:1], 2.0, P[:1])).sum()), rel=1e-14, abs=0)
    assert entropy_error(P[2:], 2.0, P[2:]) == pytest.approx(ULPS, rel=1e-12, abs=0)


def swapping(gap):
    """Puts class 1 above class 0 by a gap, where p has it below."""

    def F(p, T):
        q = np.tile([0.4, 0.4 + gap, 0.2 - gap], (len(p), 1))
        return q

    return F


def test_ranking_sees_a_reversal_beyond_rounding():
    assert axioms.ranking(swapping(0.01))(P[:1], 1.0) == pytest.approx(0.01, abs=1e-13)
    assert axioms.ranking(swapping(1e-13))(P[:1], 1.0)[0] > 0
    assert axioms.ranking(swapping(1e-16))(P[:1], 1.0)[0] < 0
    assert axioms.ranking(swapping(0.0))(P[1:2], 1.0)[0] < 0, "tied, and came out equal"
    assert axioms.ranking(swapping(0.0))(P[:1], 1.0) == pytest.approx(0.5, rel=1e-14), "not tied, but came out equal"


def test_ranking_sees_a_reversal_between_classes_far_apart():
    reverse = axioms.ranking(lambda p, T: p[:, ::-1])
    assert reverse(P[:1], 1.0) == pytest.approx(0.5, abs=1e-12)


def test_ranking_is_strict():
    flat = axioms.ranking(lambda p, T: np.full_like(p, 1 / 3))
    np.testing.assert_allclose(flat(P, 1.0), [0.5, 0.5, 1.0], rtol=1e-14)
    nearly = np.array([[1 / 3 + 1e-8, 1 / 3, 1 / 3 - 1e-8]])
    assert flat(nearly, 1.0)[0] == pytest.approx(1e-8, rel=1e-14)
    assert flat(nearly, 100.0)[0] < 0, "too near for this temperature"


def test_ranking_looks_at_every_law():
    F = lambda p, T: np.where(np.arange(len(p))[:, None] == 1, p[:, ::-1], p)  # noqa: E731
    found = axioms.ranking(F)(np.array([[0.6, 0.4], [0.9, 0.1], [0.5, 0.5]]), 1.0)
    assert found.shape == (3,)
    assert (found > 0).tolist() == [False, True, False]


def test_entropy_is_compared_at_a_quarter_more():
    def cooling(p, T):
        return power(p, 10.0 / T)

    rise = axioms.entropy_monotone(cooling)(P[:1], 2.0)
    H = lambda T: -(power(P[0], T) * np.log(power(P[0], T))).sum()  # noqa: E731
    assert rise == pytest.approx(H(5.0) - H(4.0), rel=1e-9)
    assert axioms.entropy_monotone(power)(P, 2.0).max() < 0


@pytest.mark.parametrize("size", [1e-13, 1e-9, 1e-3])
def test_entropy_sees_a_fall_beyond_rounding(size):
    def F(p, T):  # at 1.25 T the first entry has grown
        moved = p.copy()
        moved[:, 0] += size * (T > 1)
        moved[:, 1] -= size * (T > 1)
        return moved

    assert axioms.entropy_monotone(F)(P[:1], 1.0)[0] == pytest.approx(size * np.log(3.5), rel=0.5)


def test_identity_sees_what_moves():
    def F(p, T):
        moved = p.copy()
        moved[:, 0] -= 1e-10
        return moved

    found = axioms.identity(F)(P, 99.0)
    np.testing.assert_allclose(found, 1e-10, rtol=1e-3)
    assert axioms.identity(power)(P, 99.0).max() <= 0, "taken at T = 1, whatever T is"


def test_semigroup_sees_what_two_steps_miss():
    assert axioms.semigroup(power, 3.0)(P, 2.0).max() <= 0
    assert axioms.semigroup(mixing, 3.0)(P, 2.0).max() <= 0
    wrong = axioms.semigroup(mixing, 3.0, lambda S, T: S + T)(P[:1], 2.0)
    assert wrong == pytest.approx(abs(0.7 - 1 / 3) * (1 / 5 - 1 / 6), rel=1e-9)
    slightly = axioms.semigroup(power, 3.0, lambda S, T: S * T * (1 + 1e-12))(P[:1], 2.0)
    assert slightly[0] > 0


def test_semigroup_leaves_out_what_underflowed():
    p = np.array([[1 - 1e-200, 1e-200], [0.5, 0.5], [1.0, 0.0]])
    found = axioms.semigroup(power, 100.0)(p, 0.01)
    assert found[0] == -np.inf
    assert np.isfinite(found[1:]).all()


def test_continuity_sees_a_jump_at_its_size():
    p = np.array([[0.5 + 1e-6, 0.5 - 1e-6], [0.1, 0.9]])
    jumping = axioms.continuity(
        lambda p, T: np.where(p[:, :1] > 0.5, [[0.8, 0.2]], p), lambda p, p1, T, T1: np.zeros(len(p))
    )
    found = jumping(p, 1.0)
    assert found[0] == pytest.approx(2 * (0.8 - 0.46), rel=1e-3)  # at the largest step, to (0.46, 0.54)
    assert found[1] == pytest.approx(2 * 0.1 * (0.5 - 0.1), rel=1e-3)  # only what p itself moves
    allowed = axioms.continuity(mixing, lambda p, p1, T, T1: np.abs(p - p1).sum(axis=-1) / T + 2 * abs(1 / T - 1 / T1))
    assert allowed(P, 1.0).max() <= 0


def constant(p, T):
    return np.tile([0.5, 0.3, 0.2], (len(p), 1))


def test_the_allowances_are_these_and_no_more():
    c = constant(P, 1.0)
    two_steps = axioms.semigroup(lambda p, T: p, 3.0)(P[:1], 2.0)
    allowed = 2 * rounding(P[:1], 6.0, P[:1]) + rounding(P[:1], 2.0, P[:1]) / 3 + rounding(P[:1], 3.0, P[:1]) + ULPS
    np.testing.assert_allclose(two_steps, -allowed.min(axis=-1), rtol=1e-12)
    fall = axioms.entropy_monotone(constant)(P, 2.0)
    np.testing.assert_allclose(fall, -entropy_error(P, 2.0, c) - entropy_error(P, 2.5, c), rtol=1e-12)
    still = axioms.continuity(constant, lambda p, p1, T, T1: np.zeros(len(p)))(P, 2.0)
    steps = [((1 - s) * P + s * np.roll(P, 1, axis=0), 2.0 * (1 + s)) for s in 10.0 ** -np.arange(1, 13)]
    allowed = [rounding(P, 2.0, c).sum(axis=-1) + rounding(p1, T1, c).sum(axis=-1) for p1, T1 in steps]
    np.testing.assert_allclose(still, -np.min(allowed, axis=0), rtol=1e-12)


def test_a_jump_is_found_wherever_it_lies_on_the_way():
    p = np.array([[0.7, 0.2, 0.1], [0.2, 0.5, 0.3]])

    def threshold(p, T):
        q = mixing(p, 1.0)
        return np.where(p[:, :1] > 0.61803, q[:, ::-1], q)

    at = 0.61803
    third = 0.1 + 0.2 * (0.7 - at) / 0.5
    found = axioms.jump(threshold)(p, 1.0)
    np.testing.assert_allclose(found, at - third - 1e-6, rtol=1e-9)
    heated = axioms.jump(lambda p, T: np.where(T[:, None] > 1.37, p[:, ::-1], p), heat=1.6)(p[:1], 1.0)
    assert heated[0] == pytest.approx(0.6, abs=1e-5)


def test_what_is_steep_but_continuous_does_not_jump():
    steep = axioms.jump(lambda p, T: power(p, np.full(len(p), 0.05)))
    p = 0.9 * P + 0.1 / 3
    assert (steep(p, 1.0) <= 0).all()


def test_the_boundary_is_seen_at_both_ends():
    assert axioms.boundary(power, 0.0)(P[:1], 1.0)[0] <= 0
    assert axioms.boundary(power, 0.0)(P[1:2], 1.0) == pytest.approx(1 / 3 - 1e-3, rel=1e-14), "a face is kept"
    never_hot = axioms.boundary(lambda p, T: power(p, min(T, 10.0)), 0.0)(P[:1], 1.0)
    q = P[0] ** 0.1 / (P[0] ** 0.1).sum()
    assert never_hot == pytest.approx(np.abs(q - 1 / 3).max() - 1e-3, rel=1e-14)
    never_cold = lambda p, T: power(p, max(T, 1.0))  # noqa: E731
    assert axioms.boundary(never_cold, 0.0)(P[:1], 1.0) == pytest.approx(0.3 - 1e-3, rel=1e-14)
    assert axioms.boundary(never_cold, 1.0)(P[:1], 1.0)[0] <= 0, "the domain does not reach there"


def test_truncation_is_no_underflow():
    """Unequal entries set to zero break strict ranking, unless power itself would underflow there."""
    top = axioms.ranking(lambda p, T: np.where(p == p.max(axis=-1, keepdims=True), 1.0, 0.0))
    assert top(P[:1], 1.0) == pytest.approx(0.1, rel=1e-14)
    faint = np.array([[1.0 - 1e-8, 0.9e-8, 0.1e-8]])
    assert top(faint, 0.01)[0] <= 0
    weakly = axioms.ranking(lambda p, T: np.where(p == p.max(axis=-1, keepdims=True), 1.0, 0.0), strict=False)
    assert weakly(P[:1], 1.0)[0] <= 0
