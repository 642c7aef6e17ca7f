"""Stages simulated are stages in fractions and the recursions solved; students that average or keep a constant pace."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Integer, Rational

from numerics.convergence import descended, learned, learned_exactly, noisy_quadratic, tracked_exactly
from theory import convergence as theory

CURVATURE, RATE = np.array([1.5, 1.0, -0.5]), 0.5


@given(st.integers(1, 20), st.integers(1, 3), st.booleans())
def test_descent_is_the_recursion_in_fractions(stages, steps, extrapolate):
    left = tuple(Fraction(1, 1) - Fraction(str(RATE)) * Fraction(str(c)) for c in CURVATURE)
    powers = tuple(x**steps for x in left)

    def path(s):
        return (s, s * s, 1 - s)

    exact = tracked_exactly(path, powers, stages, extrapolate=extrapolate)
    theta = descended(
        lambda x, s: CURVATURE * (x - np.array(path(s))),
        np.array([0.0, 0.0, 1.0]),
        stages,
        steps,
        RATE,
        extrapolate=extrapolate,
    )
    found = np.array([1.0, 1.0, 0.0]) - theta
    # sixty steps of rounding at most, each of numbers of the size of the largest error
    wanted = np.array(exact, dtype=float)
    np.testing.assert_allclose(found, wanted, rtol=0, atol=2e-14 * max(1, np.abs(wanted).max()))


@pytest.mark.parametrize("M", [Fraction(1, 2), Fraction(-1, 4), Fraction(9, 10)])
@pytest.mark.parametrize("stages", [1, 2, 7])
def test_recursions_are_solved(M, stages):
    (error,) = tracked_exactly(lambda s: (3 * s,), (M,), stages)
    assert theory.tracked(Rational(M), Rational(3, stages), Integer(stages)) == Rational(error)
    (error,) = tracked_exactly(lambda s: (s + s * s / 2,), (M,), stages, extrapolate=True)
    solved = theory.extrapolated(Rational(M), Rational(1, stages), Rational(1, stages**2), Integer(stages))
    assert complex(solved) == pytest.approx(float(error), abs=1e-15)  # its roots are complex, in floats


def test_a_schedule_says_where_a_stage_is():
    seen = []

    def gradient(theta, s):
        seen.append(s)
        return theta

    descended(gradient, np.zeros(1), 4, 2, 0.1, schedule=lambda t: min(2 * t, 1.0))
    assert seen == [0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]


def test_the_start_is_not_written_to():
    start = np.ones((3, 2))
    descended(lambda x, s: x, start, 2, 1, 0.5)
    np.testing.assert_array_equal(start, 1)


def test_noise_has_the_size_and_the_mean_that_it_says():
    rng = np.random.default_rng(0)
    gradient = noisy_quadratic(rng, 200_000, np.array([1.0, 3.0]), 0.5, np.array([2.0, 1.0]))
    g = gradient(np.zeros((200_000, 2)), 0.5)
    np.testing.assert_allclose(g.mean(axis=0), [-1.0, -1.5], atol=0.01, rtol=0)  # nine standard errors
    np.testing.assert_allclose(g.std(axis=0), 0.5, rtol=0.01)


def test_paces():
    """With pace 1 a student says its last draws; with 1/k their mean: in steps of 1/(nB)."""
    q = np.array([0.5, 0.3, 0.2])
    last = learned(np.random.default_rng(0), q, 4, 3, 50, lambda _: 1.0)
    np.testing.assert_allclose(last * 4, (last * 4).round(), atol=1e-15, rtol=0)  # quarters, which floats hold
    mean = learned(np.random.default_rng(0), q, 4, 3, 50, lambda k: 1 / k)
    np.testing.assert_allclose(
        mean * 12, (mean * 12).round(), atol=1e-14, rtol=0
    )  # twelfths: rounding of numbers up to 12
    np.testing.assert_allclose(mean.sum(axis=-1), 1, atol=1e-15, rtol=0)  # three of them


def test_students_that_learn_nothing_stay_at_the_uniform_law():
    q = np.array([0.5, 0.3, 0.2])
    stayed = learned(np.random.default_rng(0), q, 4, 3, 5, lambda _: 0.0)
    np.testing.assert_array_equal(stayed, np.full((5, 3), 1 / 3))


def test_what_is_learned_from_one_sample_and_from_a_teacher_that_changes():
    """Averaging: fresh draws leave (1 − Σq²)/(nB), one sample (1 − Σq²)/B; another law before shifts the mean."""
    q, half = (Fraction(1, 3), Fraction(2, 3)), (Fraction(1, 2), Fraction(1, 2))
    spread, pace = 1 - sum(x**2 for x in q), lambda k: Fraction(1, k)
    assert learned_exactly(q, half, 1, 2, pace) == spread / 2
    assert learned_exactly(q, half, 1, 2, pace, fresh=False) == spread
    moved = learned_exactly(q, half, 1, 2, pace, before=half)
    assert moved == (spread + Fraction(1, 2)) / 4 + 2 * Fraction(1, 12) ** 2
