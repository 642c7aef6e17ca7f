r"""How far apart two teachers can be that show the same top k.

Shown are p_(1) ≥ … ≥ p_(k) = c of V classes, not renormalised; r is the mass of the other m = V − k. The laws that
agree with this have TV diameter min(r, mc − r, ⌊m/2⌋c).
Proof. TV of two of them is Σ (x − y)⁺ over the hidden classes. Let x ≥ y on s of them: x puts min(r, cs) there at most,
and y max(0, r − c(m − s)) at least. The difference is the least of r, cs, c(m − s) and cm − r, largest at s = ⌊m/2⌋.
It is attained: x fills classes from one end, each up to c, y from the other. ∎
With nothing hidden (m = 0), with one hidden class, and with all of them full (r = mc) it is zero.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from sympy import Expr, Integer, Min, Rational, floor, symbols

from numerics.chance import stream
from numerics.laws import adversarial
from numerics.partial_access import diameter, furthest
from numerics.simplex import Array
from numerics.top_k import Top
from proofs_checks.machine.checks import Cases, all_nonnegative, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory import partial_access as theory
from theory.partial_access import c, m, r


def widest(r: Any, c: Any, m: Any) -> Any:
    return Min(r, m * c - r, floor(m / 2) * c)


claim = Claim(
    statement=Formula(
        r"\max\{\mathrm{TV}(p, p') : p, p' \text{ with this top } k\} = @widest",
        widest=widest,
    ),
    scope="1 <= k <= V, m = V - k classes not shown, of mass r, none above c = p_(k)",
    reads={"S7.topk": "limits"},
    hypotheses={"unrenormalised": "the top k are shown as they are, so that r is known"},
    expect="proved",
)

Widest = Callable[[Any, Any, Any], Any]
half, number = symbols("h s", integer=True, positive=True)
AT = {m: Integer(7), r: Rational(1, 4), c: Rational(1, 10), half: Integer(3), number: Integer(2)}


@leg("identity", covers=Whole("r, c, m and the number of shared classes are symbols; both laws at the ends, in words"))
def derivation(widest: Widest = widest, shared: Callable[[Expr], Expr] = lambda m: floor(m / 2)) -> Evidence:
    """The four bounds; two rise and fall with s and meet at m/2, so that the whole number below it is best."""
    bounds = theory.diameter(number, r, c, m)
    wanted = (r, c * (m - number), c * number, c * m - r)
    least = [bound.subs(number, shared(m)) for bound in bounds]
    return all_steps(
        *((str(w), lambda b=b, w=w: equal(b, w, at=AT)) for b, w in zip(bounds, wanted, strict=True)),
        *(
            (f"m = {m_}", lambda m_=m_: equal(Min(*least).subs(POINT).subs(m, m_), widest(POINT[r], POINT[c], m_)))
            for m_ in map(Integer, (3, 4, 5, 8, 9))
        ),
        ("m − ⌊m/2⌋ ≥ ⌊m/2⌋, even", lambda: equal((m - 2 * shared(m)).subs(m, 2 * half), Integer(0), at=AT)),
        ("and odd", lambda: equal((m - 2 * shared(m)).subs(m, 2 * half + 1), Integer(1), at=AT)),
    )


POINT = {r: Rational(1, 4), c: Rational(1, 10)}
UNITS = 12


def tails(m: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every tail of 12 units on m classes of `most` units at most."""
    for head in product(range(most + 1), repeat=m - 1):
        last = UNITS - sum(head)
        if 0 <= last <= most:
            yield (*head, last)


@leg(
    "exact", covers="12 units on 3 and 4 classes of 3 to 7 units at most: every pair of tails, and one that attains it"
)
def pairs(widest: Widest = widest, scaled: bool = False) -> Evidence:
    """With `scaled` r is not known either: tails of 6 units agree too, as they do where the top k is renormalised."""

    def cases() -> Cases:
        for hidden, most in product((3, 4), (3, 4, 5, 7)):
            whole = list(tails(hidden, most))
            if not whole:
                continue
            first = whole if not scaled else [tuple(Fraction(x, 2) for x in tail) for tail in whole]
            far = max(sum(abs(a - b) for a, b in zip(x, y, strict=True)) for x in first for y in whole)
            away = Rational(Fraction(far, 2)) + (Rational(UNITS, 4) if scaled else 0)
            most_of_all = widest(Integer(UNITS), Integer(most), Integer(hidden))
            says = f"TV {away}, and the formula says {most_of_all} (units)"
            yield {"m": hidden, "c": most, "r": UNITS}, most_of_all - away, says
            yield {"m": hidden, "c": most, "r": UNITS}, away - most_of_all, says

    return all_nonnegative(cases())


Diameter = Callable[[Top], Array]
ROUNDING = 4e-15  # of sums of a few numbers below one


@leg("search", covers="2,000 tops of adversarial laws for V = 3, 5, 8, 40, k from 1 to V: two laws attain it, to 4e-15")
def floats(diameter: Diameter = diameter, seed: int = 0) -> Evidence:
    worst, tried = 0.0, 0
    for V in (3, 5, 8, 40):
        rows = -np.sort(-adversarial(stream(seed, "partial_access.identified", V), 2000, V, faces=True), axis=-1)
        for k in range(1, V + 1, max(1, V // 8)):
            top = Top.of(rows, k)
            x, y = furthest(top)
            sound = max(float(np.abs(law.sum(axis=-1) - 1).max()) for law in (x, y))
            away = np.abs(np.abs(x - y).sum(axis=-1) / 2 - diameter(top))
            worst, tried = max(worst, sound, float(away.max())), tried + len(rows)
    figures = {"examples": tried, "worst distance": worst}
    if worst <= ROUNDING:
        return Evidence("supports", figures)
    return Evidence("refutes", figures, note=f"a pair of laws is {worst:.2g} from it, or is no law")


@leg("search", covers="a million pairs of random tails with one top each, V = 4, 5, 7, 10: none is further apart")
def strangers(diameter: Diameter = diameter, seed: int = 0) -> Evidence:
    """Tails are mixtures of random ones that keep to c."""
    worst, tried = -np.inf, 0
    for hidden in (2, 3, 5, 8):
        rng = stream(seed, "partial_access.identified", "strangers", hidden)
        c, r = 0.1, 0.1 * hidden * rng.uniform(0.05, 0.95, (250_000, 1))
        two = []
        for _ in range(2):
            order = rng.permuted(np.tile(np.arange(hidden), (len(r), 1)), axis=1)
            full = np.clip(r - order * c, 0.0, c)  # some order of filling
            share = rng.beta(4.0, 0.3, (len(r), 1))
            two.append(share * full + (1 - share) * r / hidden)
        away = np.abs(two[0] - two[1]).sum(axis=1) / 2
        top = Top(np.log(np.concatenate([1 - r - c, np.full_like(r, c)], axis=1)), hidden + 2)
        worst, tried = max(worst, float((away - diameter(top)).max())), tried + len(r)
    figures = {"examples": tried, "worst excess": worst}
    if worst <= ROUNDING:
        return Evidence("supports", figures)
    return Evidence("refutes", figures, Witness({"c": 0.1}, worst, "two laws with one top k are further apart"))


for check in (derivation, pairs):
    control(check, "⌈m/2⌉", widest=lambda r, c, m: Min(r, m * c - r, floor((m + 1) / 2) * c))
control(derivation, "one class fewer shared", shared=lambda m: floor(m / 2) - 1)
control(pairs, "r alone", widest=lambda r, c, m: r)
control(pairs, "1 % off", widest=lambda r, c, m: widest(r, c, m) * Rational(99, 100))
control(pairs, "tails of half the mass agree too", drops="unrenormalised", scaled=True)
control(floats, "1e-14 more", diameter=lambda top: diameter(top) + 1e-14)
control(floats, "1 % off", diameter=lambda top: 1.01 * diameter(top))
control(strangers, "1 % off", diameter=lambda top: 0.99 * diameter(top))

identified = formal("partial_access.identified", covers="every V, p and set shown", widest=widest)
