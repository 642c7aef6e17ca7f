r"""What power softening makes of the mass outside the top k: a sharp interval.

Shown are p_(1) ≥ … ≥ p_(k) = c of V classes; r is the mass of the other m = V − k, none of which exceeds c. β = 1/T,
H = Σ_K p_i^β, j = ⌊r/c⌋, ρ = r − jc, A = j c^β + ρ^β (0^β is 0), B = m^(1−β) r^β. For T > 1 the others' mass after
softening is in [A/(H + A), B/(H + B)], for T < 1 in [B/(H + B), A/(H + A)], and both ends are attained.
Proof. It is X/(H + X), X = Σ p_i^β over the others: it rises with X. Let one class take t > 0 from another that has no
more: Σ p^β changes at the rate β(x^(β−1) − y^(β−1)), x > y: it falls for β < 1 and rises for β > 1. Such transfers
lead from any tail to the packed one (j classes at c, one at ρ, the others at 0), which has A, and from the even one (m
classes at r/m), which has B, to any tail. Both are allowed: jc + ρ = r and r/m ≤ c. ∎
After mixing the mass is r/T + (1 − 1/T) m/V, and known.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, exp, sinh, symbols

from numerics.chance import stream
from numerics.enclosure import ball, precision
from numerics.laws import adversarial
from numerics.operators.power import power as soften
from numerics.partial_access import kept_interval, tail_interval, tails
from numerics.simplex import Array
from numerics.top_k import Interval, Top
from proofs_checks.machine.checks import ANYWHERE, Cases, all_nonnegative, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal_parts
from theory.operators.power import power as soften_law
from theory.partial_access import c, even, j, m, packed, power, r, rest, transfer
from theory.simplex import explicit


def packed_sum(c: Any, j: Any, rho: Any, beta: Any) -> Any:
    """A."""
    return j * c**beta + rho**beta


def even_sum(m: Any, r: Any, beta: Any) -> Any:
    """B."""
    return m ** (1 - beta) * r**beta


def share(X: Any, H: Any) -> Any:
    return X / (H + X)


BETA = {"beta": r"\beta", "rho": r"\rho"}

claim = Claim(
    statement=Formula(
        r"\textstyle\sum_{i \notin K} F_T(p)_i = @share, \ H = \sum_K p_i^\beta, \text{ with } X \text{ between } "
        r"@packed_sum \text{ and } @even_sum, \text{ both met: the first is the less at } T > 1, "
        r"\text{ the larger at } T < 1",
        share=share,
        packed_sum=packed_sum,
        even_sum=even_sum,
        where=BETA,
    ),
    scope="power, 1 <= k < V, 0 < r, m = V - k classes not shown, j = floor(r/c), rho = r - jc > 0, beta = 1/T /= 1",
    reads={"S7.topk": "repairs"},
    hypotheses={"top": "no class that is not shown exceeds the least one shown"},
    expect="proved",
    parts={
        "warm": r"T > 1: \text{ least where the tail is packed, largest where it is even}",
        "cold": r"T < 1: \text{ least where the tail is even, largest where it is packed}",
    },
)

Packed = Callable[[Any, Any, Any, Any], Any]
Even = Callable[[Any, Any, Any], Any]
Share = Callable[[Any, Any], Any]
h, y, d = symbols("h y d", positive=True)
H, X = symbols("H X", positive=True)
WARM, COLD = 1 / (1 + h), 1 + h  # every β below and above 1
AT = {h: Rational(1, 3), y: Rational(1, 10), d: ANYWHERE, m: Integer(5), j: Integer(2), r: Rational(1, 4)}
AT |= {c: Rational(1, 10), rest: Rational(1, 20), H: Integer(2), X: Integer(3)}


def extremes(packed_sum: Packed, even_sum: Even, share: Share, beta: Expr) -> list[tuple[str, Callable[[], Evidence]]]:
    hot = soften_law(explicit([h, y, d]), 1 / beta)  # one class shown, two hidden: what they have of the softened law
    return [
        ("A", lambda: equal(packed(c, j, rest).sum(power(beta)), packed_sum(c, j, rest, beta), at=AT)),
        ("B", lambda: equal(even(r, m).sum(power(beta)), even_sum(m, r, beta), at=AT)),
        ("the share", lambda: equal(hot[2] + hot[3], share(y**beta + d**beta, h**beta), at=AT)),
        ("rises with X", lambda: is_positive(share(X, H).diff(X).factor(), "the share rises with X", AT)),
    ]


ARGUMENT = Whole("every exponent, entry and number of classes is a symbol; transfers lead from tail to tail, in words")


@leg("identity", part="warm", covers=ARGUMENT)
def heating(
    packed_sum: Packed = packed_sum, even_sum: Even = even_sum, share: Share = share, beta: Expr = WARM
) -> Evidence:
    """At x = y e^d a transfer changes Σ p^β by −β y^−g (1 − e^(−gd)) = −2β y^−g e^(−gd/2) sinh(gd/2), g = 1 − β."""
    g = (1 - beta).factor()
    loss = 2 * beta * y ** (beta - 1) * exp(-g * d / 2) * sinh(g * d / 2)
    return all_steps(
        ("a transfer", lambda: equal(transfer(power(beta), y * exp(d), y), -loss.rewrite(exp), at=AT)),
        ("lowers the sum", lambda: is_positive(loss, "Σ p^β falls", AT)),
        *extremes(packed_sum, even_sum, share, beta),
    )


@leg("identity", part="cold", covers=ARGUMENT)
def cooling(
    packed_sum: Packed = packed_sum, even_sum: Even = even_sum, share: Share = share, beta: Expr = COLD
) -> Evidence:
    """At x = y e^d a transfer changes Σ p^β by β y^g (e^(gd) − 1) = 2β y^g e^(gd/2) sinh(gd/2), g = β − 1."""
    g = beta - 1
    gain = 2 * beta * y**g * exp(g * d / 2) * sinh(g * d / 2)
    return all_steps(
        ("a transfer", lambda: equal(transfer(power(beta), y * exp(d), y), gain.rewrite(exp), at=AT)),
        ("raises the sum", lambda: is_positive(gain, "Σ p^β rises", AT)),
        *extremes(packed_sum, even_sum, share, beta),
    )


UNITS, LEAST = 12, 5  # r and c, in units
CLASSES = (3, 4, 6)  # m: the even tail is of whole units


def within(temperatures: Sequence[Rational], packed_sum: Packed, even_sum: Even, most: int) -> Evidence:
    """Every tail's sum lies between A and B, and one attains each."""

    def cases() -> Cases:
        full, over = divmod(UNITS, LEAST)
        for T, hidden in product(temperatures, CLASSES):
            beta = 1 / T
            ends = (
                packed_sum(Integer(LEAST), full, Integer(over), beta),
                even_sum(Integer(hidden), Integer(UNITS), beta),
            )
            low, high = (ball(end) for end in (ends if beta < 1 else ends[::-1]))
            sums = {
                t: sum((ball(Integer(x) ** beta) for x in t if x), ball(Integer(0))) for t in tails(UNITS, hidden, most)
            }
            near = ball(Rational(1, 10**30))
            for tail, value in sums.items():
                says = f"Σ p^β is {value.str(8)} of [{low.str(8)}, {high.str(8)}]"
                yield {"tail": tail, "c": LEAST, "T": T}, value - low + near, says
                yield {"tail": tail, "c": LEAST, "T": T}, high - value + near, says
            for end in (low, high):
                off = min((abs(value - end) for value in sums.values()), key=lambda x: float(x.mid()))
                yield {"m": hidden, "T": T}, near - off, f"no tail comes nearer to {end.str(8)} than {off.str(5)}"

    with precision(256):
        return all_nonnegative(cases())


@leg("enclosure", part="warm", covers="T = 5/4, 2, 4, 20: every tail of 12 units on 3, 4, 6 classes of 5 units at most")
def heated(packed_sum: Packed = packed_sum, even_sum: Even = even_sum, most: int = LEAST) -> Evidence:
    return within((Rational(5, 4), Rational(2), Rational(4), Rational(20)), packed_sum, even_sum, most)


@leg("enclosure", part="cold", covers="T = 1/10, 1/2, 4/5: each tail of 12 units on 3, 4, 6 classes of 5 units at most")
def cooled(packed_sum: Packed = packed_sum, even_sum: Even = even_sum, most: int = LEAST) -> Evidence:
    return within((Rational(1, 10), Rational(1, 2), Rational(4, 5)), packed_sum, even_sum, most)


Bounds = Callable[[Top, Array], Interval]
SIZES, LAWS = (2, 3, 4, 6, 9, 14), 32_000  # for every k: 32 × 32,000 laws, each at a T of its own, half of them cold
ROUNDING = 1e-12


def drawn(name: str, seed: int, count: int) -> Iterator[tuple[Array, int, Array]]:
    """Adversarial laws, largest class first, k, and temperatures, new ones for every k."""
    for V in SIZES:
        rng = stream(seed, "partial_access.topk_softened", name, V)
        for k in range(1, V):
            rows = -np.sort(-adversarial(rng, count, V, faces=True), axis=-1)
            yield rows, k, np.exp(rng.uniform(0.01, 4.0, count) * rng.choice([-1.0, 1.0], count))


def softened(law: Array, k: int, T: Array) -> tuple[Array, Array]:
    """The mass of the hidden classes, as a column, and each class shown."""
    q = soften(law, T)
    return q[:, k:].sum(axis=-1, keepdims=True), q[:, :k]


def between(tail: Bounds, kept: Bounds, top: Top, T: Array) -> tuple[Interval, Interval]:
    return Interval(*(end[:, None] for end in tail(top, T))), kept(top, T)


@leg("search", covers="a million adversarial laws, V to 14, every k, each at a T of its own from 0.02 to 55")
def no_law_beyond(tail: Bounds = tail_interval, kept: Bounds = kept_interval, seed: int = 0) -> Evidence:
    """Neither the mass of the hidden classes nor a class shown is beyond its interval."""
    tried, worst = 0, -np.inf
    for rows, k, T in drawn("beyond", seed, LAWS):
        pairs = zip(softened(rows, k, T), between(tail, kept, Top.of(rows, k), T), strict=True)
        excess = np.max([np.maximum(x.low - value, value - x.high).max(axis=1) for value, x in pairs], axis=0)
        row, tried = int(np.argmax(excess)), tried + len(rows)
        worst = max(worst, float(excess[row]))
        if worst > ROUNDING:
            witness = Witness({"p": rows[row].tolist(), "k": k, "T": T[row]}, worst, "a softened mass is outside")
            return Evidence("refutes", {"examples": tried, "worst excess": worst}, witness)
    return Evidence("supports", {"examples": tried, "worst excess": worst})


@leg("search", covers="16,000 tops of adversarial laws, V to 14, every k, T from 0.02 to 55: the ends met to 1e-12")
def laws_at_the_ends(tail: Bounds = tail_interval, kept: Bounds = kept_interval, seed: int = 0) -> Evidence:
    """The packed and the even law have the ends, in this order where it is warm, in the other where it is cold."""
    tried, worst = 0, 0.0
    for rows, k, T in drawn("ends", seed, 500):
        top, warm = Top.of(rows, k), T[:, None] > 1
        packed_law, even_law = (softened(law, k, T) for law in top.extremes())
        least = [np.where(warm, a, b) for a, b in zip(packed_law, even_law, strict=True)]
        largest = [np.where(warm, b, a) for a, b in zip(packed_law, even_law, strict=True)]
        hidden, shown = between(tail, kept, top, T)
        ends = (least[0] - hidden.low, largest[0] - hidden.high, least[1] - shown.high, largest[1] - shown.low)
        worst, tried = max(worst, *(float(np.abs(end).max()) for end in ends)), tried + len(rows)
    figures = {"examples": tried, "worst distance": worst}
    if worst <= ROUNDING:
        return Evidence("supports", figures)
    return Evidence("refutes", figures, note=f"an end is {worst:.2g} away from what its law has")


def tighter(of: Bounds, which: int) -> Bounds:
    """One end 1 % of the way further in than it is."""

    def bounds(top: Top, T: Array) -> Interval:
        low, high = of(top, T)
        width = (high - low) / 100
        return Interval(low + width * (which == 0), high - width * (which == 1))

    return bounds


for check, leg_of in ((heating, heated), (cooling, cooled)):
    control((check, leg_of), "ρ counted like c", packed_sum=lambda c, j, rho, beta: (j + 1) * c**beta)
    control((check, leg_of), "V^(1−β) in place of m^(1−β)", even_sum=lambda m, r, beta: even_sum(m + 1, r, beta))
    control(leg_of, "1 % off", even_sum=lambda m, r, beta: even_sum(m, r, beta) * Rational(101, 100))
    control(leg_of, "a hidden class above c", drops="top", most=UNITS)
    control(check, "X/(1 + X)", share=lambda X, H: X / (1 + X))
control(heating, "cold in place of warm", beta=COLD)
control(cooling, "warm in place of cold", beta=WARM)
for which, end in enumerate(("least", "largest")):
    for check in (no_law_beyond, laws_at_the_ends):
        control(check, f"the {end} moved in by 1 % of the width", tail=tighter(tail_interval, which))
        control(check, f"the {end} of classes shown moved in so", kept=tighter(kept_interval, which))

SHOWN = {"warm": "every V, p, set shown and T > 1", "cold": "every V, p, set shown and T < 1"}
theorems = formal_parts("partial_access.topk_softened", SHOWN, share=share, packed_sum=packed_sum, even_sum=even_sum)
