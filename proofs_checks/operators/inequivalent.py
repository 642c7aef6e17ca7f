r"""Power, mixing and the Tsallis families are different, but for sparsemax, which is mixing at T ≥ 1.

At p = (16, 4, 1)/21 no power at a temperature other than 1 equals a mixing, or a Tsallis softening of index α ≠ 1:
power_T(p) = G_T'(p) only for T = T' = 1. So none is another with its temperature renamed, even if the new name depends
on p.
Proof. Mixing keeps the ratio of differences, (q_1 − q_2)/(q_2 − q_3) = (p_1 − p_2)/(p_2 − p_3) = 4. Power makes
q ∝ (x², x, 1) with x = 4^(1/T), for which that ratio is x. So x = 4 and T = 1; and then T' = 1.
Tsallis keeps (g(q_1) − g(q_2))/(g(q_2) − g(q_3)), which for g ∝ s^a is 4^a; power makes it x^a, and a ≠ 0.
Two Tsallis families a ≠ b (mixing is a = 1): along the first q^a ∝ (16^a + c, 4^a + c, 1 + c) = v, and the ratio of the
second, of u(v) = v^(b/a), is (u(v_1) − u(v_2))/(u(v_2) − u(v_3)). Its logarithm changes with c at the rate
u''(ξ)/u'(ξ) − u''(η)/u'(η), ξ between v_1 and v_2, η between v_2 and v_3, by Cauchy's mean value theorem;
u''/u' = (b/a − 1)/v is strictly monotone, so the ratio is 4^b only at c = 0, where q = p. ∎
Where truncation leaves two entries or one, two indices may agree: α = 2 and 3 both give e_1 at T = T' = 1/2, and both
give (19, 1, 0)/20 at T = 40/63 and T' = 800/1323.
"""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, Symbol, exp, log, simplify, symbols

from numerics.operators.mixing import mixing as mix
from numerics.operators.power import power as soften
from numerics.registry import operator
from numerics.simplex import Array
from numerics.sweeping import Worst, adversaries, sweep, worst_of
from proofs_checks.machine.checks import Cases, all_positive, all_steps, equal, no_violation
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal_parts
from theory.axioms import Softening
from theory.operators.legendre import c, derivative, entry, multipliers, tsallis
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import Law, T, V, explicit, generic, i

claim = Claim(
    statement=r"\mathrm{power}_T(p) = G_{T'}(p) \iff T = T' = 1, \text{ at } p = (16, 4, 1)/21",
    scope="p = (16, 4, 1)/21, T > 0: enough to tell the families apart, for V = 3",
    hypotheses={"untruncated": "no entry is truncated, of two Tsallis families"},
    reads={"S5.families": "repairs"},
    expect="derived",
    parts={
        "mixing": r"G = \mathrm{mixing}, \ T' \ge 1",
        "Tsallis": r"G = \mathrm{Tsallis}_\alpha, \ \alpha \ne 1, \text{ nothing truncated}",
        "two Tsallis": r"\mathrm{Tsallis}_\alpha(p) = \mathrm{Tsallis}_{\alpha'}(p) > 0 \text{ only at } T = T' = 1",
        "same": r"T \ge 1: \mathrm{Tsallis}_2 = \mathrm{mixing}",
    },
)

score = Symbol("score", real=True)
P = [Rational(w, 21) for w in (16, 4, 1)]
GRID = np.geomspace(0.2, 100, 4000)  # at which nothing of p is truncated
INDICES = (0.0, 0.5, 1.5, 2.0, 3.0)


def differences(q: Law) -> Expr:
    """(q_1 − q_2)/(q_2 − q_3)."""
    return (q[1] - q[2]) / (q[2] - q[3])


@leg("identity", part="mixing", covers=Whole("both ratios for symbolic T, and T ↦ 4^(1/T) takes the value 4 once"))
def ratios(F: Softening = power, G: Softening = mixing) -> Evidence:
    p = explicit(P)
    return all_steps(
        ("mixing keeps the ratio of differences", lambda: equal(simplify(differences(G(p, T))), Integer(4))),
        ("power makes it 4^(1/T)", lambda: equal(simplify(log(differences(F(p, T)))), log(4) / T)),
    )


def path(F: Callable[[Array, Any], Array], temperatures: Array = GRID) -> Array:
    """The laws F_T(p), a row for each temperature."""
    return F(np.tile(np.array(P, dtype=np.float64), (len(temperatures), 1)), temperatures)


def crossing(q: Array, a: float, temperatures: Array = GRID) -> Worst:
    """How near a path comes to the curve of g = s^a through p, over |log T|; positive where it meets or crosses it."""
    with np.errstate(all="ignore"):
        first, second, third = (q**a).T
        off = ((first - second) / (second - third) / 4**a - 1) / np.log(temperatures)
    off = off[np.isfinite(off)]  # g is infinite at what is truncated
    crosses = off.min() < 0 < off.max()
    least = int(np.argmin(np.abs(off)))
    excess = float(np.abs(off).max()) if crosses else NEAR - float(np.abs(off[least]))
    return Worst(excess, tuple(map(float, P)), float(temperatures[least]), len(off))


NEAR = 0.1  # of the ratio, per unit of log T; what is looked at comes no nearer than 0.107


@leg("search", part="mixing", covers="power at 4,000 temperatures from 0.2 to 100 keeps to one side of mixing's curve")
def apart(F: Callable[[Array, Any], Array] = soften) -> Evidence:
    return no_violation(crossing(path(F), 1.0), "power meets mixing")


a, l = symbols("a l", real=True, nonzero=True)
x, w = symbols("x w", positive=True)


@leg("identity", part="Tsallis", covers=Whole("symbolic T, alpha and p ∝ (x², x, 1); x^a = x^(a/T) asks for T = 1"))
def gaps(F: Softening = power) -> Evidence:
    """Legendre softening divides g = φ' by T' and shifts it, so the ratio of its differences stays."""
    g = derivative(tsallis(1 + a))
    first, second, third = (g(exp(n * l)).simplify().subs(exp(a * l), w) for n in (2, 1, 0))  # w is x^a
    softened = F(explicit([x**2, x, Integer(1)]), T)
    point = {T: Integer(2), x: Integer(4), w: Integer(2)}
    return all_steps(
        ("Tsallis keeps x^a, named w", lambda: equal(((first - second) / (second - third)).simplify(), w, at=point)),
        ("power makes x of q_1/q_2 x^(1/T)", lambda: equal(softened[1] / softened[2], x ** (1 / T), at=point)),
        ("and of q_2/q_3", lambda: equal(softened[2] / softened[3], x ** (1 / T), at=point)),
    )


@leg("search", part="Tsallis", covers="the same, beside the curves of alpha = 0, 1/2, 3/2, 2, 3")
def apart_from_tsallis(F: Callable[[Array, Any], Array] = soften) -> Evidence:
    q = path(F)
    worst = worst_of(crossing(q, alpha - 1) for alpha in INDICES)
    return no_violation(worst, "power meets a Tsallis family")


b, v = symbols("b", real=True, nonzero=True), symbols("v", positive=True)


@leg("identity", part="two Tsallis", covers=Whole("symbolic a and b; by Cauchy's mean value theorem, as above"))
def bend(power_of: Callable[[Expr, Expr], Expr] = lambda a, b: b / a) -> Evidence:
    """How the logarithm of the ratio changes with c; and u''/u', which Cauchy puts for quotients of differences.

    It is (b/a − 1)/v: of one sign, and strictly monotone in v, as its slope is of one sign too, for b ≠ a.
    """
    u = lambda at: at ** power_of(a, b)  # noqa: E731
    slope = lambda at: u(v).diff(v).subs(v, at)  # noqa: E731
    first, second, third = symbols("v1:4", positive=True)
    shifted = [at + c for at in (first, second, third)]
    ratio = (u(shifted[0]) - u(shifted[1])) / (u(shifted[1]) - u(shifted[2]))
    rate = log(ratio).diff(c).subs(c, 0)
    quotients = [(slope(x) - slope(y)) / (u(x) - u(y)) for x, y in ((first, second), (second, third))]
    by_cauchy = slope(v).diff(v) / u(v).diff(v)  # of a quotient of differences of u' and of u
    top, bottom = slope(first) - slope(v), u(first) - u(v)
    shrinking = (top.diff(first) / bottom.diff(first)).subs(first, v)  # by l'Hôpital's rule
    at = {a: Integer(2), b: Integer(3), v: Integer(5), first: Integer(9), second: Integer(4), third: Integer(2)}
    return all_steps(
        ("the rate", lambda: equal((rate - quotients[0] + quotients[1]).simplify(), Integer(0), at=at)),
        ("quotients that shrink", lambda: equal(shrinking.simplify(), by_cauchy.simplify(), at=at)),
        ("u''/u'", lambda: equal(by_cauchy.simplify(), (b / a - 1) / v, at=at)),
        ("and its slope", lambda: equal(by_cauchy.simplify().diff(v), (a - b) / (a * v**2), at=at)),
    )


Places = Sequence[tuple[Expr, Sequence[Expr]]]
UNTRUNCATED: Places = tuple((t, [entry / t + (1 - 1 / t) / 3 for entry in P]) for t in (Rational(3, 2), Integer(2)))
TRUNCATED: Places = (
    (Rational(1, 2), [Integer(1), Integer(0), Integer(0)]),
    (Rational(40, 63), [Rational(19, 20), Rational(1, 20), Integer(0)]),
)


@leg(
    "exact", part="two Tsallis", covers="alpha = 2 at T = 3/2 and 2, beside alpha = 3 at any temperature, in fractions"
)
def reached(places: Places = UNTRUNCATED) -> Evidence:
    """q is what α = 2 makes of p at T; and for no T' is it what α = 3 does: (g(q_1) − g(q_2))/(g(q_2) − g(q_3)) is off.

    Where entries are truncated their conditions of optimality are inequalities, which some T' meets.
    """

    def cases() -> Cases:
        for t, q in places:
            assert optimal(Integer(2), t, q)
            other = meeting(q)
            at = {"T": t, "q": q}
            if other is not None:
                yield (
                    at,
                    -max(abs(x - y) for x, y in zip(q, P, strict=True)),
                    f"alpha = 3 makes it, too, at T' = {other}",
                )
            else:
                off = ratio_of_gaps(q) - ratio_of_gaps(P)
                yield at, abs(off), f"the ratio of gaps of alpha = 3 is off by {off}"

    return all_positive(cases())


def ratio_of_gaps(q: Sequence[Expr]) -> Expr:
    """Of g(s) = s²/2."""
    return (q[0] ** 2 - q[1] ** 2) / (q[1] ** 2 - q[2] ** 2)


def optimal(alpha: Expr, t: Expr, q: Sequence[Expr]) -> bool:
    """Whether q meets the conditions of optimality of α at temperature t, its largest entry fixing the level."""
    g = derivative(tsallis(alpha))
    slack = multipliers(tsallis(alpha), [g(entry) for entry in P], q, t * g(q[0]) - g(P[0]), t)
    return sum(q) == 1 and all(m == 0 if entry > 0 else m >= 0 for m, entry in zip(slack, q, strict=True))


def meeting(q: Sequence[Expr]) -> Expr | None:
    """A temperature at which α = 3 makes q of p; None where there is none: that which the first two entries ask for."""
    asked = (P[0] ** 2 - P[1] ** 2) / (q[0] ** 2 - q[1] ** 2)
    return next((t for t in (asked, Rational(1, 2)) if optimal(Integer(3), t, q)), None)


@leg(
    "search",
    part="two Tsallis",
    covers="alpha = 0, 1/2, 3/2, 2, 3, each of the 20 pairs: 400 temperatures from 1.001 on",
)
def families_apart(pairs: Sequence[tuple[float, float]] = tuple(permutations(INDICES, 2))) -> Evidence:
    hot = np.geomspace(1.001, 100, 400)
    paths = {alpha: path(operator(f"tsallis:{alpha:g}"), hot) for alpha, _ in pairs}
    found = (crossing(paths[first], second - 1, hot) for first, second in pairs)
    return no_violation(worst_of(found), "two Tsallis families meet")


@leg("identity", part="same", covers=Whole("V and p symbolic; c = (T − 1)/V ≥ 0 makes every entry positive and Σq = 1"))
def sparsemax(level: Callable[[Expr], Expr] = lambda T: (T - 1) / V) -> Evidence:
    p = generic()
    at_two = entry(tsallis(Integer(2)), score).subs(c, level(T))
    return equal(at_two.subs(score, p[i]), mixing(p, T)[i])


@leg("search", part="same", covers="400 adversarial laws for V = 2, 3, 5, 8, faces included; T from 1 to 1e6; floats")
def sparsemax_floats(shift: float = 0.0, seed: int = 0) -> Evidence:
    F = operator("tsallis:2")

    def measure(p: Array, T: float) -> Array:
        return (np.abs(F(p, T) - mix(p, T * (1 + shift))) - F.allowance(p, T, F(p, T))).max(axis=-1)

    laws = adversaries(seed, "operators.inequivalent", faces=True)
    return no_violation(sweep(measure, laws, (1.0, 1.001, 2.0, 50.0, 1e6)), "sparsemax is not mixing")


control((ratios, gaps), "mixing in place of power", F=mixing)
control(ratios, "power against itself", G=power)
control(apart, "mixing against itself", F=lambda p, T: p / T[:, None] + (1 - 1 / T[:, None]) / 3)
control(apart, "power with its temperature renamed", F=lambda p, T: soften(p, T / 2.01))
control(apart_from_tsallis, "alpha = 3/2 against itself", F=operator("tsallis:1.5"))
control(apart_from_tsallis, "power with its temperature renamed", F=lambda p, T: soften(p, T / 5.03))
control(bend, "a/b for b/a", power_of=lambda a, b: a / b)
control(reached, "entries truncated", drops="untruncated", places=TRUNCATED)
for other in (1.5, 1.6):
    control(families_apart, f"alpha = 1.5 beside {other}", pairs=[(1.5, other)])
control(sparsemax, "another level", level=lambda T: T / V)
control(sparsemax_floats, "T off by one part in 10^13", shift=1e-13)
control((apart, apart_from_tsallis), "power at T^(1/20)", F=lambda p, T: soften(p, T**0.05))

INDEXED = dict.fromkeys(("Tsallis", "two Tsallis"), "every index that has a potential, every T and T'")
APART = INDEXED | {"mixing": "every T > 0 and T' >= 1", "same": "every V, p and T >= 1"}
theorems = formal_parts("operators.inequivalent", APART, steps=INDEXED)
