r"""With two classes a temperature for each example turns any operator into any other.

V = 2, p_i in the open simplex, F and G with A1–A4 and the hot half of A5, T ≥ 1: there are τ_i ≥ 1 with G_{τ_i}(p_i)
= F_T(p_i) for every i. Proof. Let l > 0 be the log-odds of p (at p = u both stay). Entropy falls in the log-odds, so
A1 and A3 put those of F_T(p) in (0, l]. Those of G_τ(p) start at l (A4), are continuous (A2) and tend to 0 (A5): they
pass there. ∎ With three classes they need not: power and mixing never meet at three distinct entries (claim
`any_capacity`).
"""

from collections.abc import Callable, Mapping

import numpy as np
from sympy import Expr, Integer, Rational, log, symbols

from numerics.chance import stream
from numerics.operator import Operator
from numerics.registry import operators
from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, Cases, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.teachers import ROWS, on_teachers
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import T, explicit

claim = Claim(
    statement=r"V = 2 \implies \text{for every } i \text{ there is } \tau_i \ge 1 \text{ with } "
    r"G_{\tau_i}(p_i) = F_T(p_i)",
    scope="operators with A1–A4 and the hot half of A5, T >= 1, V = 2, p in the open simplex",
    reads={"S4.identical": "lemma"},
    rests_on=("operators.binary",),
    expect="supported",
)

a, b = symbols("a b", positive=True)
Conversion = Callable[[Expr, Expr], Expr]


def of_power(p: Expr, q: Expr) -> Expr:
    """The temperature at which power takes (p, 1 − p) to (q, 1 − q), here of odds p and q."""
    return log(p) / log(q)


def of_mixing(p: Expr, q: Expr) -> Expr:
    return (2 * p - 1) / (2 * q - 1)


@leg("identity", covers="power to mixing and mixing to power, every p and T, in closed form")
def closed_form(to_power: Conversion = of_power, to_mixing: Conversion = of_mixing) -> Evidence:
    """Power with the odds of mixing_T(p); and mixing with the first class of power_T(p), p of odds a^T."""
    p = explicit([a / (a + 1), 1 / (a + 1)])
    peaked = explicit([a**T / (a**T + 1), 1 / (a**T + 1)])
    mixed, powered = mixing(p, T), power(peaked, T)
    odds = mixed[1] / mixed[2]
    tau = to_power(a, odds)
    back = mixing(peaked, to_mixing(peaked[1], powered[1]))
    at = {a: Integer(3), T: Rational(5, 2), b: ANYWHERE}
    return all_steps(
        ("laws of odds a and a^T", lambda: equal(p[1] / p[2] * a**T / (peaked[1] / peaked[2]), a, at=at)),
        ("that add up", lambda: equal(p[1] + p[2] + peaked[1] + peaked[2], Integer(2), at=at)),
        ("odds of power at τ", lambda: equal(log(a) / tau, log(odds), at=at)),
        ("mixing at T'", lambda: equal(back[1], powered[1].simplify(), at=at)),
    )


HOTTEST, HALVINGS = 1e12, 60


def met(G: Operator, p: Array, q: Array, halvings: int) -> Array:
    """By how much G at the best of temperatures from 1 to 10^12, found by halving, misses targets q.

    Of each row of p, shape (n, V), and of each table of q, shape (tables, n, V).
    """
    low, high = np.ones(q.shape[:-1]), np.full(q.shape[:-1], HOTTEST)
    for _ in range(halvings):
        middle = np.sqrt(low * high)
        colder = G(p, middle).max(axis=-1) > q.max(axis=-1)
        low, high = np.where(colder, middle, low), np.where(colder, high, middle)
    return np.abs(G(p, low) - q).max(axis=-1)


def missed(p: Array, maps: Mapping[str, Operator], temperatures: tuple[float, ...], halvings: int) -> Evidence:
    def cases() -> Cases:
        for second, G in maps.items():
            others = [(first, T) for first in maps if first != second for T in temperatures]
            missed = met(G, p, np.stack([maps[first](p, T) for first, T in others]), halvings).max(axis=-1)
            for (first, temperature), off in zip(others, missed.tolist(), strict=True):
                says = f"{second} misses {first} at T = {temperature} by {off:.2g}, whatever its temperatures"
                yield {"F": first, "G": second, "T": temperature}, 1e-14 - off, says

    return all_positive(cases())


@leg("search", covers="all pairs of registered operators, 60 laws with V = 2, T = 1.3 and 20: temperatures by halving")
def pairs(classes: int = 2, halvings: int = HALVINGS, seed: int = 0) -> Evidence:
    laws = stream(seed, "equivalence.binary").dirichlet(np.ones(classes), 60)
    return missed(laws, operators(), (1.3, 20.0), halvings)


def collapsed(p: Array, classes: int) -> Array:
    """The largest class against the rest; or the largest two and the rest."""
    ordered = -np.sort(-p, axis=-1)
    rest = ordered[:, classes - 1 :].sum(axis=-1, keepdims=True)
    return np.concatenate([ordered[:, : classes - 1], rest], axis=-1)


@on_teachers(
    "60 rows at most, the largest class against the rest: all pairs of registered operators, T = 2", names=ROWS
)
def rows(p: Array, classes: int = 2, halvings: int = HALVINGS) -> Evidence:
    return missed(collapsed(p[:60], classes), operators(), (2.0,), halvings)


control(closed_form, "T' turned over", to_mixing=lambda p, q: 1 / of_mixing(p, q))
control(closed_form, "τ 1 % off", to_power=lambda p, q: Rational(101, 100) * of_power(p, q))
control(pairs, "three classes", classes=3)
control(rows, "three classes", classes=3)
for check in (pairs, rows):
    control(check, "48 halvings", halvings=48)
