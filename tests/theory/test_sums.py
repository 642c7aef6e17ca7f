"""The normal form of sums: what is zero is seen to be, what is not is not, and no value changes."""

from __future__ import annotations

import pytest
from sympy import IndexedBase, Integer, N, Rational, Sum, Symbol, exp, log, sqrt

from proofs_checks.machine.checks import instance
from theory import axioms
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import Law, S, T, V, completed, entropy, explicit, generic, i, k, softmax, uniform
from theory.sums import tidy, vanishes

p = generic()
r = Law(V, lambda j: IndexedBase("r", positive=True)[j])
AT = {V: 4, T: Rational(5, 2), S: 3, i: 2, k: 3}
AT |= {
    "p": [Rational(1, 2), Rational(1, 4), Rational(1, 8), Rational(1, 8)],
    "r": [Rational(1, 10) * n for n in (1, 2, 3, 4)],
}
mean_log = p.mean(lambda j: log(p[j]))


def expressions():
    """Sums of every kind, built anew."""
    q = generic()
    return [
        q.sum(lambda j: T * q[j] + V),
        q.sum(lambda a: r.sum(lambda b: (q[a] - r[b]) ** 2)),
        q.sum(lambda a: r.sum(lambda b: q[a] * r[b] * (log(q[a]) - log(r[b])) ** 2)),
        power(q, T)[i],
        entropy(power(q, T)),
        entropy(power(q, T)).diff(T),
        power(power(q, T), S)[i],
        mixing(q, T).mean(lambda j: log(mixing(r, S)[j])),
        q.sum(lambda a: q.sum(lambda b: q[a] ** (1 / T) * exp(q[b] * S)) ** 2),
        softmax(lambda j: q[j] * T, V)[i],
    ]


EXPRESSIONS = expressions()


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_no_value_changes(expression):
    assert N(instance(tidy(expression), AT) - instance(expression, AT), 30) == pytest.approx(0, abs=1e-25)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_equal_expressions_cancel_and_others_do_not(expression):
    assert vanishes(expression - expression.subs(T, T + 0))
    assert not vanishes(expression - expression.subs(T, 2 * T)) or not expression.has(T)
    assert not vanishes(expression * Rational(101, 100) - expression)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (p.sum(lambda j: Integer(3)), 3 * V),
        (p.sum(lambda j: T * p[j]), T * p.sum(lambda j: p[j])),
        (
            p.mean(lambda j: (log(p[j]) - mean_log) ** 2),
            p.mean(lambda j: log(p[j]) ** 2) - 2 * mean_log**2 + mean_log**2 * p.sum(lambda j: p[j]),
        ),
        (p.sum(lambda a: r.sum(lambda b: p[a] * r[b])), p.sum(lambda j: p[j]) * r.sum(lambda j: r[j])),
        (log(power(p, T)[i] / power(p, T)[k]), log(p[i] / p[k]) / T),
        (sqrt(p[i] ** 2 * p[k] ** 4), p[i] * p[k] ** 2),
    ],
)
def test_identities(left, right):
    assert vanishes(left - right)


def test_a_law_sums_to_one_only_when_it_is_said_to():
    total = p.sum(lambda j: p[j])
    assert vanishes(total - 1, p)
    assert vanishes(total * T - T, p)
    assert not vanishes(total - 1)
    assert not vanishes(total - 1, r)
    assert not vanishes(total - 2, p)


def test_sums_over_numbers_are_finite():
    law = explicit([Rational(1, 2), Rational(1, 3), Rational(1, 6)])
    assert law.sum(lambda j: law[j] ** 2) == Rational(1, 4) + Rational(1, 9) + Rational(1, 36)
    assert not entropy(law).has(Sum)
    assert uniform(V)[i] == 1 / V
    assert law[3] == Rational(1, 6)
    assert [power(explicit([Rational(n, 21) for n in (16, 4, 1)]), Integer(2))[c] for c in (1,)] == [Rational(4, 7)]


def test_completed_laws_sum_to_one():
    x = Symbol("x")
    law = completed([x, x / 2])
    assert (law.classes, law[3]) == (3, 1 - 3 * x / 2)
    assert law.sum(lambda j: law[j]).expand() == 1


def test_what_the_axioms_ask():
    assert axioms.log_ratio_slope(power) == 1 / T
    assert axioms.difference_slope(mixing) == 1 / T
    assert axioms.ratio_limits(power) == (0, 1)
    assert axioms.ratio_limits(lambda law, t: power(law, t + 1)) == (exp(-axioms.gap), 1)
    assert not axioms.log_ratio_slope(mixing).is_positive
    assert vanishes(axioms.entropy_derivative(power, p) - entropy(power(p, T)).diff(T))


def test_the_escort_of_order_one_is_the_law_itself():
    assert vanishes(power(p, Integer(1))[i] - p[i], p)
    assert not vanishes(power(p, Integer(1))[i] - p[i])
    assert vanishes(mixing(p, Integer(1))[i] - p[i])
    assert mixing(explicit([1, 0]), Symbol("t"))[2].subs("t", 2) == Rational(1, 4)


def test_what_may_be_negative_is_not_taken_apart():
    a = Symbol("a", real=True)
    for expression in (
        log(a**2) - 2 * log(a),
        log((p[i] - p[k]) ** 2) - 2 * log(p[i] - p[k]),
        (a * p[i]) ** T - a**T * p[i] ** T,
    ):
        with pytest.raises(ValueError, match="may not be taken apart"):
            vanishes(expression)
    assert vanishes(log(exp(a) ** 2) - 2 * a)
    assert vanishes((a + p[i]) ** 2 - a**2 - 2 * a * p[i] - p[i] ** 2), "integer powers need no sign"


@pytest.mark.parametrize("number", range(len(EXPRESSIONS)))
def test_sums_that_are_built_alike_are_equal(number):
    """So SymPy knows again what it was asked before."""
    assert expressions()[number] == EXPRESSIONS[number]


def test_no_index_is_bound_twice_around_one_term():
    total = p.sum(lambda a: p.sum(lambda b: p[a] * p[b] * p.sum(lambda c: p[b] + p[c])))
    (outer,) = [inner for inner in total.atoms(Sum) if inner == total]
    within = outer.function.atoms(Sum)
    assert not set(outer.variables) & {index for inner in within for index in inner.variables}
    at = {V: 3, "p": [Rational(1, 2), Rational(1, 3), Rational(1, 6)]}
    values = at["p"]
    wanted = sum(a * b * (b + c) for a in values for b in values for c in values)
    assert instance(total, at) == wanted


def test_what_a_common_denominator_does_not_show_simplify_does():
    gap = sqrt(T + 1) ** 2 / (T + 1) - exp(log(T)) / T
    assert vanishes(gap)
    assert vanishes(1 / (T + 1) + T / (T + 1) - 1)
    assert not vanishes(1 / (T + 1) + T / (T + 1) - 1 + Rational(1, 10**30))
