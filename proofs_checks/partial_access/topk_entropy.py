r"""What the top k say of a teacher's entropy: a sharp interval, of Shannon's and of every Rényi entropy.

Shown are p_(1) ≥ … ≥ p_(k) = c of V classes; r is the mass of the other m = V − k, j = ⌊r/c⌋, ρ = r − jc. The least
entropy is that with the packed tail (j classes at c, one at ρ, the others at 0), the largest that with the even tail
(m classes at r/m): for Shannon −Σ p log p, and for Rényi log(Σ p^a)/(1 − a), every order a > 0, a ≠ 1.
Proof. As in `topk_softened`: a class at x takes t from one at y < x, and −Σ p log p changes at the rate log y − log x,
which is negative. Σ p^a falls for a < 1 and rises for a > 1, and 1/(1 − a) has the sign that turns both into a fall. ∎
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, exp, log, sinh, symbols

from numerics.chance import stream
from numerics.enclosure import ball, precision
from numerics.laws import adversarial
from numerics.partial_access import entropy_interval, tails
from numerics.simplex import Array, entropy
from numerics.top_k import Interval, Top
from proofs_checks.machine.checks import ANYWHERE, Cases, all_nonnegative, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal_parts
from theory.partial_access import Tail, c, entropy_part, even, j, m, packed, power, r, rest, transfer


def least(c: Any, j: Any, rho: Any) -> Any:
    """What the packed tail adds to Shannon entropy."""
    return -j * c * log(c) - rho * log(rho)


def most(r: Any, m: Any) -> Any:
    """What the even tail adds."""
    return r * log(m) - r * log(r)


claim = Claim(
    statement=Formula(
        r"@least \le H(p) + \textstyle\sum_K p_i \log p_i \le @most", least=least, most=most, where={"rho": r"\rho"}
    ),
    scope="1 <= k < V, r > 0, j = floor(r/c), rho = r - jc > 0; Renyi entropies of order a > 0, a /= 1, at these tails",
    reads={"S7.topk": "repairs"},
    rests_on=("partial_access.topk_softened",),
    hypotheses={"top": "no class that is not shown exceeds the least one shown"},
    expect="proved",
    parts={
        "shannon": Formula(
            r"@least \le H(p) + \textstyle\sum_K p_i \log p_i \le @most", least=least, most=most, where={"rho": r"\rho"}
        ),
        "renyi": r"\log(\textstyle\sum p_i^a)/(1 - a) \text{ is least where the tail is packed, largest where even}",
    },
)

Least = Callable[[Any, Any, Any], Any]
Most = Callable[[Any, Any], Any]
h, y, d = symbols("h y d", positive=True)
AT = {h: Rational(1, 3), y: Rational(1, 10), d: ANYWHERE, m: Integer(5), j: Integer(2), r: Rational(1, 4)}
AT |= {c: Rational(1, 10), rest: Rational(1, 20)}


@leg("identity", part="shannon", covers=Whole("every entry and number is a symbol; transfers lead from tail to tail"))
def derivation(least: Least = least, most: Most = most, f: Callable[[Expr], Expr] = entropy_part) -> Evidence:
    return all_steps(
        ("a transfer", lambda: equal(transfer(f, y * exp(d), y), -d, at=AT)),
        ("the packed tail", lambda: equal(packed(c, j, rest).sum(f), least(c, j, rest), at=AT)),
        ("the even tail", lambda: equal(even(r, m).sum(f), most(r, m), at=AT)),
    )


@leg("identity", part="renyi", covers=Whole("orders a = 1/(1 + h) < 1 and 1 + h > 1, h > 0 a symbol: all but 1"))
def transfers(sign: int = 1) -> Evidence:
    """A transfer changes log(Σ p^a)/(1 − a) at the rate (rate of Σ p^a)/((1 − a) Σ p^a): its sign is looked at."""

    def fall(a: Expr, g: Expr, at_y: Expr) -> Expr:
        """−(rate of Σ p^a)/(1 − a), with x^(a−1) − y^(a−1) written as a hyperbolic sine."""
        return sign * 2 * a * at_y * sinh(g * d / 2) / g

    low, high = 1 / (1 + h), 1 + h
    below, above = (1 - low).factor(), h
    falls = {
        low: fall(low, below, y**-below * exp(-below * d / 2)),
        high: fall(high, above, y**above * exp(above * d / 2)),
    }
    steps = []
    for a, falling in falls.items():
        rate = -transfer(power(a), y * exp(d), y) / (1 - a)
        steps += [
            (f"at order {a}", lambda rate=rate, falling=falling: equal(rate, falling.rewrite(exp), at=AT)),
            ("it falls", lambda falling=falling: is_positive(falling, "the entropy falls", AT)),
        ]
    return all_steps(*steps)


UNITS, LEAST = 12, 5


def groups(tail: tuple[int, ...]) -> tuple[tuple[Expr, Expr], ...]:
    return tuple((Rational(x, 20), Integer(1)) for x in tail if x)


@leg("enclosure", part="shannon", covers="every tail of 12/20 in units of 1/20 on 3, 4, 6 classes of 5 units at most")
def lattice(least: Least = least, most: Most = most, top: int = LEAST) -> Evidence:
    def cases() -> Cases:
        full, over = divmod(UNITS, LEAST)
        for hidden in (3, 4, 6):
            low = ball(least(Rational(LEAST, 20), Integer(full), Rational(over, 20)))
            high = ball(most(Rational(UNITS, 20), Integer(hidden)))
            near = ball(Rational(1, 10**30))
            found = {t: ball(Tail(groups(t)).sum(entropy_part)) for t in tails(UNITS, hidden, top)}
            for tail, value in found.items():
                says = f"the tail adds {value.str(8)}, of [{low.str(8)}, {high.str(8)}]"
                yield {"tail": tail}, value - low + near, says
                yield {"tail": tail}, high - value + near, says
            for end in (low, high):
                off = min((abs(value - end) for value in found.values()), key=lambda x: float(x.mid()))
                yield {"m": hidden}, near - off, f"no tail comes nearer to {end.str(8)} than {off.str(5)}"

    with precision(256):
        return all_nonnegative(cases())


ORDERS, SIZES = (0.25, 0.9, 1.0, 2.0, 7.0), (2, 3, 5, 9)
Bounds = Callable[[Top, float], Interval]


def renyi(p: Array, order: float) -> Array:
    """Rényi entropy of rows, in nats."""
    return entropy(p) if order == 1 else np.log((p**order).sum(axis=-1)) / (1 - order)


@leg("search", covers="a million adversarial laws, V = 2, 3, 5, 9, every k, orders 1/4 to 7; ends met to 1e-12")
def floats(bounds: Bounds = entropy_interval, seed: int = 0) -> Evidence:
    beyond = away = -np.inf
    tried = 0
    for V in SIZES:
        rng = stream(seed, "partial_access.topk_entropy", V)
        for k, order in product(range(1, V + 1), ORDERS):
            rows = -np.sort(-adversarial(rng, LAWS, V, faces=True), axis=-1)
            top = Top.of(rows, k)
            found, value = bounds(top, order), renyi(rows, order)
            ends = [renyi(law, order) for law in top.extremes()]
            beyond = max(beyond, float((found.low - value).max()), float((value - found.high).max()))
            away = max(away, *(float(np.abs(a - b).max()) for a, b in zip(ends, found, strict=True)))
            tried += len(rows)
            if max(beyond, away) > NEAR:
                break
    figures = {"examples": tried, "worst excess": beyond, "worst distance of an end": away}
    if max(beyond, away) <= NEAR:
        return Evidence("supports", figures)
    witness = Witness({"V": SIZES}, beyond, "an entropy lies outside of its interval") if beyond > NEAR else None
    return Evidence("refutes", figures, witness)


LAWS = 10_600  # for every k and order: 95 × 10,600
NEAR = 1e-12  # rounding, at order 1/4 of entries of 1e-300: a quarter of it was seen at four seeds


def shaved(top: Top, order: float) -> Interval:
    low, high = entropy_interval(top, order)
    return Interval(low, high - 5e-12)


def narrower(top: Top, order: float) -> Interval:
    """1 % of the width cut off at the upper end."""
    low, high = entropy_interval(top, order)
    return Interval(low, high - (high - low) / 100)


def higher(top: Top, order: float) -> Interval:
    """1 % of the width cut off at the lower end."""
    low, high = entropy_interval(top, order)
    return Interval(low + (high - low) / 100, high)


def wider(top: Top, order: float) -> Interval:
    """1 % of the width added at the lower end."""
    low, high = entropy_interval(top, order)
    return Interval(low - (high - low) / 100, high)


for check in (derivation, lattice):
    control(check, "ρ counted like c", least=lambda c, j, rho: -(j + 1) * c * log(c))
    control(check, "log V in place of log m", most=lambda r, m: most(r, m + 1))
theorems = formal_parts(
    "partial_access.topk_entropy",
    {
        "shannon": "every V, teacher and set shown, every law that shows the same; both ends are met",
        "renyi": "the same, and every order but 1; H + A and H + B, the ends of the sum, are those of `topk_softened`",
    },
    least=least,
    most=most,
)

control(lattice, "1 % off", most=lambda r, m: most(r, m) * Rational(101, 100))
control(lattice, "a hidden class above c", drops="top", top=UNITS)
control(derivation, "p² in place of −p log p", f=lambda p: p**2)
control(transfers, "the sign turned over", sign=-1)
control(floats, "5e-12 lower above", bounds=shaved)
control(floats, "1 % narrower", bounds=narrower)
control(floats, "1 % narrower below", bounds=higher)
control(floats, "1 % wider", bounds=wider)
