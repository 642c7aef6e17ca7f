"""Statements that look right and are false, each with a counterexample in exact arithmetic."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from sympy import Integer, Rational, Symbol, limit, log, oo, sin

from numerics.homotopy import iterative, one_shot, pruned
from numerics.lasso import kinks
from theory.operators.legendre import derivative, multipliers, tsallis

P = [Rational(w, 21) for w in (16, 4, 1)]


@pytest.mark.parametrize(
    ("alpha", "T", "q"),
    [
        (2, Rational(1, 2), (1, 0, 0)),
        (3, Rational(1, 2), (1, 0, 0)),
        (2, Rational(40, 63), (Rational(19, 20), Rational(1, 20), 0)),
        (3, Rational(800, 1323), (Rational(19, 20), Rational(1, 20), 0)),
    ],
)
def test_two_tsallis_indices_may_agree_where_entries_are_truncated(alpha, T, q):
    """So "at (16, 4, 1)/21 two indices agree only at T = T' = 1" needs that nothing is truncated."""
    phi = tsallis(Integer(alpha))
    g = derivative(phi)
    slack = multipliers(phi, [g(entry) for entry in P], q, T * g(Integer(1) * q[0]) - g(P[0]), T)
    assert sum(q) == 1
    assert all(m == 0 if entry else m >= 0 for m, entry in zip(slack, q, strict=True))


def test_softening_may_help_where_the_criterion_is_zero():
    """φ = (s − ½)⁴ at p = ½: D'² − DD'' = 0, and T = 8 leaves a quarter of the error. So D'(p) > 0 is asked for."""
    half, s = Fraction(1, 2), Symbol("s")
    D = 4 * (s - Rational(1, 2)) ** 3 - 4 * (Rational(1, 2) - s) ** 3
    assert (D.diff(s) ** 2 - D * D.diff(s, 2)).subs(s, Rational(1, 2)) == 0
    for n in (1, 2, 5):
        counts = [sum(draws) for draws in product((0, 1), repeat=n)]
        error = {}
        for factor in (1, half):  # T^(−1/3) at T = 1 and 8: T φ'(q) = φ'(p)
            assert factor in (1, half)
            assert 8 ** (factor == half) * 4 * (factor * Fraction(1, 4)) ** 3 == 4 * Fraction(1, 4) ** 3
            error[factor] = sum((factor * (Fraction(c, n) - half)) ** 2 for c in counts) / Fraction(2**n)
        assert error[half] == error[1] / 4


def test_more_stages_may_be_the_only_ones_with_a_guarantee():
    """ℓ/r = 5, ρ = ½, N = 12: "more stages loosen the guarantee" says nothing of n = 3, 4, 6, which have none."""
    given = {n: n >= 5 / (1 - Fraction(1, 2) ** (12 // n)) for n in (1, 2, 3, 4, 6, 12)}
    assert given == {**dict.fromkeys((1, 2, 3, 4, 6), False), 12: True}


def test_what_a_stage_may_move_is_bounded_by_the_barrier_only():
    """v − G(v) = η(κv + A sin v) has no largest value over all v: the maximum is over [0, u_b]."""
    v = Symbol("v", positive=True)
    assert limit((v / 10 + sin(v)) * Rational(10, 11), v, oo) == oo


def test_the_objective_of_a_legendre_family_may_be_infinite_on_a_face():
    """Burg's φ = −log s at (7, 3, 0)/10: −g(0) q_3 is infinite for q_3 > 0, and φ(q_3) for q_3 = 0."""
    s = Symbol("s", positive=True)
    assert limit(-derivative(tsallis(Integer(0)))(s), s, 0, "+") == oo
    assert limit(-log(s), s, 0, "+") == oo


def test_nobody_wins_against_noise_without_variance():
    """S = q, D = q + e_1: the gain is 1, and both risks are infinite if y has no variance."""
    noise, gain = oo, (Integer(0) - 0) - (0 - 1)
    assert gain > 0
    assert not noise < 1 + noise


def test_noise_with_a_mean_costs_the_dense_fit():
    """One column of four ones, β = 1, noise 10 ± 1: the dense fit risks 401/4, not σ²/n = 1/4; nothing kept risks 1."""
    risks = [sum(draws) / Fraction(4) for draws in product((9, 11), repeat=4)]
    assert sum(off**2 for off in risks) / 16 == Fraction(401, 4)


def test_the_plug_in_sees_the_variance_of_a_unit_not_of_a_seed():
    """Units {q + e, q − e}, e = (1, −1)/8, M = 2: with the variance of a seed Var/M = 1/64; the plug-in is 0."""
    e = Fraction(1, 8)
    of_a_seed, mean = 2 * e**2, (e - e) / 2
    assert (of_a_seed / 2, 2 * mean**2) == (Fraction(1, 64), 0)


@pytest.mark.parametrize("M", [2, 7, 100])
def test_the_jackknife_needs_the_term_after_the_first(M):
    """f + a/M + O(1/M²) is not enough: (−1)^M/M² is of that order, and leaves 1/M + 1/(M − 1)."""
    rest = lambda M: Fraction((-1) ** M, M**2)  # noqa: E731
    assert abs(M * rest(M) - (M - 1) * rest(M - 1)) == Fraction(1, M) + Fraction(1, M - 1)


def test_two_gaps_must_open_at_first_order():
    """Gaps scaled by β and β³, profile (T − 1)/T³: the second closes at T = 1 + g/|x| if D lowers it by x < 0."""
    gap, x = Fraction(3, 20), Fraction(-1, 100)
    at = lambda T: gap / T**3 + (1 - 1 / T) / T**2 * x  # noqa: E731
    closes = 1 + gap / abs(x)
    assert at(closes) == 0 > at(2 * closes)


def test_of_equal_magnitudes_the_first_is_kept_in_floats_too():
    """4Σ = [[4, 2, 2], [2, 4, −1], [2, −1, 4]], β = (−2, 2, 2), k = 1."""
    numerators, beta = ((4, 2, 2), (2, 4, -1), (2, -1, 4)), (-2, 2, 2)
    exact = [[Fraction(x, 4) for x in row] for row in numerators], list(map(Fraction, beta))
    floats = np.array([numerators]) / 4, np.array([beta], dtype=float)
    assert one_shot(*exact, 1) == np.flatnonzero(pruned(*floats, (1,))[0]).tolist() == [0]
    assert iterative(*exact, 1) == np.flatnonzero(pruned(*floats, (2, 1))[0]).tolist() == [1]


def test_a_path_without_correlation_has_no_kink():
    assert kinks([[Fraction(1)]], [Fraction(0)]) == []
