r"""What a sampled class teaches of one context, beside a sampled class with its probability, and beside the whole law.

n draws from p on V classes. *Classes alone*: the frequencies p̂ have sup_p E TV(p̂, p) between √((V − 1)/(8n)) (n ≥ V)
and ½√((V − 1)/n). *With probabilities*: a learner that gives each class seen its probability, and shares what is left
evenly among the others, has sup_p E TV between (V − 1)/(16(n + 1)) (V odd, V ≤ 2n + 3) and V/(e n). *The whole law*:
none, from one draw on. These are the orders √(|S||A|/n), |S||A|/n and |S|/n of Zhao and Zhu (arXiv:2310.07838) for one
context, |S| = 1, |A| = V, of which the third counts contexts that are not met.
Proof. Above: `text_only`; and the error is at most the mass of the classes not seen, Σ p_i(1 − p_i)^n, each term at
most x(1 − x)^n ≤ 1/(e n). Below: at u E|p̂_i − 1/V| ≥ √(Var/2), Var = (1 − 1/V)/(Vn), for n ≥ V (Berend and Kontorovich
2013). With probabilities: half of V − 1 light classes have x = 1/(n + 1), the others nothing, one class the rest. Of U
light ones not seen the mass Ux is shared with as many of mass 0: TV ≥ Ux/2, E U = (V − 1)/2 (1 − x)^n, (1 − x)^n ≥ 1/4.
∎
"""

from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
from flint import arb, fmpq
from sympy import E, Integer, Rational, log, sqrt, symbols

from numerics.bias_variance import frequencies
from numerics.enclosure import ball
from numerics.montecarlo import Simulation, simulate
from numerics.simplex import Array
from proofs_checks.machine.checks import Cases, all_nonnegative, all_steps, equal, is_positive, z_test
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula


def hard(V: Any, n: Any) -> Any:
    """What bounds the error of frequencies from above."""
    return sqrt((V - 1) / n) / 2


def hard_below(V: Any, n: Any) -> Any:
    return sqrt((V - 1) / (8 * n))


def partial(V: Any, n: Any) -> Any:
    """What bounds the error of sampled probabilities from above."""
    return V / (E * n)


def partial_below(V: Any, n: Any) -> Any:
    return (V - 1) / (16 * (n + 1))


claim = Claim(
    statement=Formula(
        r"@hard_below \le \sup_p \mathbb E\,\mathrm{TV} \le @hard \text{ from classes}, \quad "
        r"@partial_below \le \sup_p \mathbb E\,\mathrm{TV} \le @partial \text{ with their probabilities}",
        hard=hard,
        hard_below=hard_below,
        partial=partial,
        partial_below=partial_below,
    ),
    scope="one context, V >= 2, n >= 1 draws; from below n >= V, and V odd with V <= 2n + 3; frequencies, and what is "
    "left shared evenly",
    reads={"S7.text": "repairs"},
    rests_on=("partial_access.text_only",),
    hypotheses={"independent": "the draws are independent"},
    expect="supported",
    parts={
        "classes": Formula(
            r"@hard_below \le \sup_p \mathbb E\,\mathrm{TV} \le @hard", hard=hard, hard_below=hard_below
        ),
        "probabilities": Formula(
            r"@partial_below \le \sup_p \mathbb E\,\mathrm{TV} \le @partial",
            partial=partial,
            partial_below=partial_below,
        ),
    },
)

Of = Callable[[Any, Any], Any]
V, n, x, t = symbols("V n x t", positive=True)
AT = {V: Integer(5), n: Integer(7), x: Rational(1, 8), t: Rational(1, 2)}


@leg("identity", part="classes", covers="V and n symbols: V classes alike, each with the least mean deviation there is")
def uniform(hard_below: Of = hard_below) -> Evidence:
    """½ V √(Var/2) at u, Var that of one class's frequency."""
    variance = (1 - 1 / V) / (V * n)
    square = (V / 2) ** 2 * variance / 2
    return equal(square, hard_below(V, n) ** 2, at=AT)


@leg("identity", part="probabilities", covers="V and n symbols: the largest x(1 - x)^n, and the light classes")
def missing(partial: Of = partial, partial_below: Of = partial_below) -> Evidence:
    """x(1 − x)^n is largest at x = 1/(n + 1), since its logarithm has the slope 1/x − n/(1 − x), which falls."""
    slope = (log(x) + n * log(1 - x)).diff(x)
    best = 1 / (n + 1)
    light = (V - 1) / 2 * best * Rational(1, 4) / 2
    return all_steps(
        ("its slope at 1/(n + 1)", lambda: equal(slope.subs(x, best).simplify(), Integer(0), at=AT)),
        ("falls", lambda: is_positive((1 / x**2 + n / t**2), "−d slope/dx > 0, t = 1 − x", AT)),
        # (1 − x)^n at the best is (n/(n + 1))^n, whose inverse (1 + 1/n)^n is at most e, and x there below 1/n:
        # so x(1 − x)^n = (n/(n + 1))^(n + 1)/n ≤ 1/(e n), as (1 + 1/n)^(n + 1) ≥ e
        ("V of them", lambda: equal(V / (E * n), partial(V, n), at=AT)),
        ("half the light ones, a half of x, a quarter", lambda: equal(light, partial_below(V, n), at=AT)),
    )


@leg(
    "enclosure",
    covers="V = 3, 5, 9, n from V to 40: the error at u, one at the light classes, the most that can be unseen",
)
def exact_means(
    hard: Of = hard,
    hard_below: Of = hard_below,
    partial: Of = partial,
    partial_below: Of = partial_below,
    copied: bool = False,
) -> Evidence:
    def cases() -> Cases:
        for V, n in ((3, 3), (3, 12), (5, 5), (5, 40), (9, 9), (9, 20)):
            size = 1 if copied else n
            mean = sum(
                Fraction(comb(size, k) * (V - 1) ** (size - k), V**size) * abs(Fraction(k, size) - Fraction(1, V))
                for k in range(size + 1)
            )
            error = ball(Rational(V * mean / 2))
            x = Rational(1, n + 1)
            unseen = ball(V * x * (1 - x) ** size)  # V classes, each at its worst: no law misses more
            at = {"V": V, "n": n}
            for name, value, bound, sign in (
                ("from classes, at u,", error, hard_below, 1),
                ("from classes, at u,", error, hard, -1),
                ("with probabilities, at the light classes, at least", light_error(V, n, size), partial_below, 1),
                ("with probabilities, anywhere, at most", unseen, partial, -1),
            ):
                end = ball(bound(Integer(V), Integer(n)))
                yield at, sign * (value - end), f"E TV {name} is {value.str(6)}, the bound {end.str(6)}"

    return all_nonnegative(cases())


def light_error(V: int, n: int, size: int) -> arb:
    """E TV, at least, where half of V − 1 light classes have 1/(n + 1) each, seen among `size` draws or not.

    By inclusion and exclusion over which of the L light classes are not seen. The heavy class is taken as seen: where
    it is not, more is shared with the classes of none.
    """
    light, x = (V - 1) // 2, fmpq(1, n + 1)
    total = arb(0)
    for missed in range(light + 1):
        chance = sum(
            (
                fmpq((-1) ** j * comb(light - missed, j)) * (1 - (missed + j) * x) ** size
                for j in range(light - missed + 1)
            ),
            fmpq(0),
        )
        shared = missed + light  # classes that share what is left: those missed, and as many of mass 0
        total += arb(comb(light, missed) * chance * light * missed * x / shared)
    return total


@leg("monte_carlo", part="probabilities", covers="V = 101, n = 60, the light classes: the learner, run")
def simulation(derived: Callable[[float], float] = lambda exact: exact, seed: int = 0) -> Evidence:
    classes, size = 101, 60
    light = (classes - 1) // 2
    p = np.concatenate([[1 - light / (size + 1)], np.full(light, 1 / (size + 1)), np.zeros(light)])

    def statistics(rng: np.random.Generator, replicates: int) -> Array:
        known = frequencies(rng, size, p, replicates) > 0
        left = (p * ~known).sum(axis=1, keepdims=True)
        learnt = np.where(known, p, left / (~known).sum(axis=1, keepdims=True))
        return np.abs(learnt - p).sum(axis=1) / 2

    exact = float(light_error(classes, size, size).mid())
    key = ("partial_access.text_only_levels", "simulation")
    return z_test(simulate(Simulation(statistics, key, 4000), seed, most=10).estimate(), derived(exact))


control(uniform, "a sixth in place of an eighth", hard_below=lambda V, n: sqrt((V - 1) / (6 * n)))
control(missing, "V/n", partial=lambda V, n: V / n)
control(missing, "an eighth", partial_below=lambda V, n: 2 * partial_below(V, n))
control(exact_means, "√((V − 1)/n)/3", hard=lambda V, n: hard(V, n) * Rational(2, 3))
control(exact_means, "nine tenths of V/(e n)", partial=lambda V, n: partial(V, n) * Rational(9, 10))
control(exact_means, "√((V − 1)/(5n))", hard_below=lambda V, n: sqrt((V - 1) / (5 * n)))
control(exact_means, "one draw, n times over", drops="independent", copied=True)
control(simulation, "2 % off", derived=lambda exact: 1.02 * exact)
