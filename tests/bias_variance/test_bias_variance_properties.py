"""The theorems on bias and variance, asserted on teachers and students that nobody chose."""

from __future__ import annotations

from fractions import Fraction
from math import log

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from numerics.bias_variance import exact_risk
from numerics.operator import Operator
from numerics.registry import non_operators, operators

weights = st.lists(st.integers(1, 30), min_size=2, max_size=4)
draws = st.integers(1, 4)


def law(w):
    return [Fraction(x, sum(w)) for x in w]


def squares(p):
    return sum((x**2 for x in p), Fraction(0))


@given(weights, draws, st.fractions(1, 20, max_denominator=50))
def test_mixing_shrinks_and_its_best_temperature_is_known(w, n, T):
    p = law(w)
    V, v, b = len(p), (1 - squares(p)) / n, squares(p) - Fraction(1, len(p))

    def error(T):
        return exact_risk(lambda f: [x / T + (1 - 1 / T) / V for x in f], n, p)

    assert error(T) == v / T**2 + (1 - 1 / T) ** 2 * b
    if b:
        assert error(1 + v / b) == v * b / (v + b) <= error(T)
        assert error(1 + v / b) < error(Fraction(1)) == v


@given(st.lists(st.integers(1, 30), min_size=3, max_size=4), draws, st.integers(1, 2))
def test_a_sparse_student_wins_below_n_star_and_only_there(w, n, k):
    p = law(sorted(w, reverse=True))
    m = len(p) - k
    assume(m >= 2)
    r = sum(p[k:], Fraction(0))
    B = squares(p[k:]) - r**2 / m
    student = exact_risk(lambda f: [*f[:k], *[sum(f[k:], Fraction(0)) / m] * m], n, p)
    teacher = exact_risk(lambda f: f, n, p)
    if B == 0:
        assert student < teacher
    else:
        n_star = r * (1 - Fraction(1, m)) / B - 1
        assert (student < teacher) == (n < n_star)
        assert (student == teacher) == (n == n_star)


MAPS: list[Operator] = [*operators().values(), *non_operators().values()]
entries = st.floats(1e-3, 1.0)


@given(
    st.integers(2, 6).flatmap(
        lambda V: st.tuples(arrays(float, (5, V), elements=entries), arrays(float, V, elements=entries))
    ),
    st.sampled_from(MAPS),
)
def test_losses_split_whatever_the_map(rows_and_target, F):
    rows, q = (a / a.sum(axis=-1, keepdims=True) for a in rows_and_target)
    students = F(rows, 2.0)
    mean = students.mean(axis=0)
    squared = ((students - q) ** 2).sum(axis=-1).mean()
    variance = ((students - mean) ** 2).sum(axis=-1).mean()
    assert squared == pytest.approx(((mean - q) ** 2).sum() + variance, abs=1e-14)  # sums of 30 terms below 1
    assume((students > 1e-6).all())

    def kl(p, r):
        return (p * (np.log(p) - np.log(r))).sum(axis=-1)

    geometric = np.exp(np.log(students).mean(axis=0))
    centre = geometric / geometric.sum()
    assert kl(q, students).mean() == pytest.approx(kl(q, centre) - log(geometric.sum()), abs=1e-13)  # logs up to 14
    assert kl(students, q).mean() == pytest.approx(kl(mean, q) + kl(students, mean).mean(), abs=1e-13)  # likewise


@given(st.integers(1, 15), st.integers(1, 8), st.integers(2, 5))
def test_power_moves_nothing_of_two_draws(top, n, power):
    """0, 1/2 and 1 stay where they are at T = 1/2, …, 1/5; from three draws on something moves."""
    p = [Fraction(top, 16), 1 - Fraction(top, 16)]
    moved = exact_risk(
        lambda f: [x**power / (f[0] ** power + f[1] ** power) - x + y for x, y in zip(f, p, strict=True)], n, p
    )
    assert (moved == 0) == (n <= 2)  # E‖F(p̂) − p̂‖²
