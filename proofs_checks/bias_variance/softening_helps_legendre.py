r"""On two classes Tsallis softening helps at every teacher, to first order, exactly from α = 2 on.

Legendre softening with g on V = 2: D(q_1) = D(p_1)/T, D(s) = g(s) − g(1 − s). p̂ are the frequencies of n draws. To
first order in 1/n, a little softening lowers E‖F_T(p̂) − p‖² at p ⇔ D·D'' < D'² there, if D'(p) > 0. (φ = (s − ½)⁴ has
D' = 0 at p = ½, where D'² − DD'' = 0; and yet MSE = T^(−2/3)/(2n) falls, to a quarter at T = 8.)
For Tsallis, g = s^a/a with a = α − 1 (log s at a = 0), that holds at every p in (0, 1) ⇔ α ≥ 2.
Proof. h = dq_1/dT at T = 1 is −D/D', and the sign is that of Cov · h' = p(1 − p)/n · h', h' = (D·D'' − D'²)/D'². With
r = p/(1 − p) ≤ 1, by symmetry, and a ≠ 0 the condition is (a − 1)(r^a − 1)(r^(a−2) − 1)/a < (r^(a−1) + 1)².
a ≥ 2: the left is at most (a − 1)/a < 1 < right. 1 ≤ a < 2: left ≤ 0. For a < 1 let r → 0: left/right → ∞ if 0 ≤ a < 1,
and → 1 + 1/|a| > 1 if a < 0. ∎ So Shannon's own power, α = 1, hurts at extreme p, and sparsemax's mixing never.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import comb
from typing import Any

from flint import arb, fmpq
from sympy import Expr, Function, Integer, Rational, Symbol, expand_log, limit, log, simplify, symbols

from numerics.enclosure import ball, compiled, precision
from numerics.prover import decide_positive
from proofs_checks.machine.checks import ANYWHERE, Cases, all_positive, all_steps, equal, is_positive, over_boxes
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory.bias_variance import frequency_variance, n
from theory.operators.legendre import Potential, derivative, tsallis


def margin(D: Any, D1: Any, D2: Any) -> Any:
    """Of D and its derivatives at p: positive where softening helps."""
    return D1**2 - D * D2


WRITTEN = {"D1": "D'", "D2": "D''"}

claim = Claim(
    statement=Formula(
        r"\mathrm{Tsallis}_\alpha \text{ helps at every } p \iff \alpha \ge 2; \quad "
        r"\text{in general at } p \iff @margin > 0, \ D(s) = g(s) - g(1-s)",
        where=WRITTEN,
        margin=margin,
    ),
    scope="Legendre softening on two classes, g twice differentiable near p and 1 − p, frequencies of n draws, first "
    "order in 1/n and T − 1",
    hypotheses={
        "independent": "the teacher is the frequencies of n independent draws from p",
        "interior": "0 < p < 1",
        "slope": "g is differentiable near p and 1 − p with D'(p) > 0",
    },
    reads={"S1.when": "lemma"},
    expect="derived",
    parts={
        "criterion": Formula(
            r"\text{the first order is negative at } p \iff @margin > 0", where=WRITTEN, margin=margin
        ),
        "helps": Formula(r"\alpha \ge 2 \Rightarrow @margin > 0 \text{ at every } p", where=WRITTEN, margin=margin),
        "hurts": Formula(r"\alpha < 2 \Rightarrow @margin < 0 \text{ at some } p", where=WRITTEN, margin=margin),
    },
)

p, r, T = symbols("p r T", positive=True)
a = Symbol("a", positive=True)
Gap = Callable[[Expr], Expr]
Margin = Callable[[Expr, Expr, Expr], Expr]


def criterion(D: Expr, margin: Margin = margin) -> Expr:
    return margin(D, D.diff(p), D.diff(p, 2))


def without_curvature(_: Expr, D1: Expr, _D2: Expr) -> Expr:
    return D1**2


@leg(
    "identity", part="criterion", covers=Whole("p and n are symbols, D any function: D(q) = D(p)/T differentiated in T")
)
def first_order(margin: Margin = margin) -> Evidence:
    """Of 2 E Σ (p̂_i − p_i) h_i(p̂) both classes add the same; the first order is 2 · 2 · Var p̂_1 · h'(p)."""
    D, q = Function("D"), Function("q")
    condition = (D(q(T)) - D(p) / T).diff(T).doit()
    speed = Symbol("v")
    at_one = condition.subs(q(T).diff(T), speed).subs(q(T), p).subs(T, 1).doit()
    h = -at_one.subs(speed, 0) / at_one.coeff(speed)
    order = 4 * frequency_variance(p) * h.diff(p)
    wanted = -4 * p * (1 - p) / n * criterion(D(p), margin) / D(p).diff(p) ** 2
    cubic = lambda e: simplify(e.replace(D, lambda s: s**3 + s).doit())  # noqa: E731 - refutes at a point, in balls
    return all_steps(
        ("for D(s) = s³ + s", lambda: equal(cubic(order - wanted), Integer(0), at={p: Rational(1, 3), n: 5})),
        ("for any D", lambda: equal(simplify(order - wanted), Integer(0), at={})),
    )


MANY = (64, 256)
PHIS: Sequence[Potential] = (tsallis(Integer(2)), tsallis(Rational(5, 2)))
TEACHERS: Sequence[Expr] = (Rational(1, 16), Rational(2, 5))


@leg("enclosure", part="criterion", covers="α = 2, 5/2, p = 1/16, 2/5, n = 64, 256: every outcome; within 2/n")
def enumeration(
    margin: Margin = margin,
    phis: Sequence[Potential] = PHIS,
    teachers: Sequence[Expr] = TEACHERS,
    copies: int = 1,
) -> Evidence:
    """n dMSE/dT at T = 1 from its definition, 2 · 2 E (p̂ − p) h(p̂), its sign, and its limit; `copies` of each draw."""

    def cases() -> Cases:
        for phi, at, draws in product(phis, teachers, MANY):
            D = derivative(phi)(p) - derivative(phi)(1 - p)
            h = compiled([(-D / D.diff(p)).factor()], [p])
            exact, total, n = fmpq(at.p, at.q), arb(0), copies * draws
            for count in range(draws + 1):
                x = fmpq(count, draws)
                chance = arb(exact) ** count * arb(1 - exact) ** (draws - count) * comb(draws, count)
                total += 4 * n * chance * arb(x - exact) * h(arb(x))[0]
            where, said = {"p": at, "n": n}, criterion(D, margin).subs(p, at)
            helps = bool(total < 0)
            says = f"n dMSE/dT is {total.str(5)}, and D'² − D·D'' = {said}"
            yield where, Rational(1 if helps == bool(said > 0) else -1), says
            limit = ball((-4 * p * (1 - p) * criterion(D, margin) / D.diff(p) ** 2).subs(p, at))
            off = abs(total - limit)
            yield where, arb(fmpq(2, n)) - off, f"{off.str(5)} off the limit"

    with precision(128):
        return all_positive(cases())


def sides(exponent: Expr) -> tuple[Expr, Expr]:
    """Of the condition in r = p/(1 − p), a ≠ 0."""
    return (exponent - 1) * (r**exponent - 1) * (r ** (exponent - 2) - 1) / exponent, (r ** (exponent - 1) + 1) ** 2


def gap(exponent: Expr) -> Expr:
    left, right = sides(exponent)
    return right - left


@leg("identity", part=("helps", "hurts"), covers="symbolic a > 0 and a < 0, and a = 0: D'² − D·D'' in r, D from φ")
def in_odds(gap: Gap = gap) -> Evidence:
    """With p = r/(1 + r), D'² − D·D'' is homogeneous of degree 2(a − 1) in (p, 1 − p)."""
    at = {r: Rational(1, 4), a: Rational(3, 2), R: Rational(1, 8)}
    degree = (1 + r) ** -2

    def step(exponent: Expr) -> Evidence:
        """R is r^exponent, Y is (1 + r)^−exponent: p^exponent is R·Y and (1 − p)^exponent is Y."""
        slope = simplify(derivative(tsallis(1 + exponent))(r))
        found = criterion(slope.subs(r, p) - slope.subs(r, 1 - p))
        odds = found.expand().subs({p**exponent: R * Y, (1 - p) ** exponent: Y}).subs(p, r / (1 + r))
        wanted = gap(exponent).subs({r ** (exponent - n): R / r**n for n in (2, 1, 0)})
        return equal(simplify(odds / Y**2 * degree - wanted), Integer(0), at=at)

    g = derivative(tsallis(Integer(1)))
    shannon = criterion(g(p) - g(1 - p)).subs(1 - p, 1 / (1 + r)).subs(p, r / (1 + r)) * degree
    off = shannon - (SHANNON[1] - SHANNON[0]) / r**2
    return all_steps(
        ("a > 0", lambda: step(a)),
        ("a < 0", lambda: step(-a)),
        ("a = 0", lambda: equal(simplify(expand_log(off, force=True)), Integer(0), at=at)),
    )


R, Y = symbols("R Y", positive=True)
SHANNON = -log(r) * (1 - r**2), (1 + r) ** 2  # both sides at a = 0, times r²: (r^a − 1)/a is log r there
x, w = symbols("x w", positive=True)
y, z, u = symbols("y z u", nonnegative=True)


@leg("identity", part="helps", covers=Whole("a = 2 + b and a = 1 + b, r ≤ 1: the gap is a sum of positive terms"))
def termwise(sides: Callable[[Expr], tuple[Expr, Expr]] = sides) -> Evidence:
    """r^a = 1 − u = x > 0, r^(a − 1) = w; for a ≥ 2, r^(a − 2) = y ≤ 1, and for 1 ≤ a < 2 it is 1 + z ≥ 1."""
    b = Symbol("b", nonnegative=True)
    hot, mild = 2 + b, 1 + b
    above = 1 / hot + 2 * w + w**2 + (1 + b) / hot * (x + y * u)
    below = (w + 1) ** 2 + b / mild * u * z
    left, right = (side.subs({r**hot: 1 - u, r**b: y, r ** (1 + b): w}) for side in sides(hot))
    other, same = (side.subs({r**mild: 1 - u, r ** (b - 1): 1 + z, r**b: w}) for side in sides(mild))
    at = {b: ANYWHERE, u: Rational(1, 3), x: Rational(2, 3), y: Rational(1, 2), z: ANYWHERE, w: Rational(1, 5)}
    return all_steps(
        ("a ≥ 2", lambda: equal(right - left, above.subs(x, 1 - u), at=at)),
        ("a ≥ 2: positive", lambda: is_positive(above, "right > left", at)),
        ("1 ≤ a < 2", lambda: equal(same - other, below, at=at)),
        ("1 ≤ a < 2: positive", lambda: is_positive(below, "right > left", at)),
    )


@leg("enclosure", part="helps", covers="a in [1, 4], p/(1 − p) in [1/50, 1]: the gap is positive on the whole box")
def box(gap: Gap = gap, least: Expr = Integer(1)) -> Evidence:
    return over_boxes(decide_positive(gap(a), {a: (least, 4), r: (Rational(1, 50), 1)}))


@leg("identity", part="hurts", covers=Whole("symbolic a in (0, 1) and a < 0: what is left as r → 0; a = 0 apart"))
def at_the_edge(sides: Callable[[Expr], tuple[Expr, Expr]] = sides) -> Evidence:
    """Both sides times one power of r are sums of positive powers of r, of which the constants stay."""
    b = Symbol("b", positive=True)  # a = 1/(1 + b), or a = −b
    at = {b: Rational(1, 2), r: Rational(1, 4)}
    small, negative = 1 / (1 + b), -b
    left, right = (side * r ** (2 - small) for side in sides(small))
    other, same = (side * r ** (2 - 2 * negative) for side in sides(negative))
    return all_steps(
        ("0 < a < 1: b − …", lambda: equal(left, b * (1 - r**small) * (1 - r ** (2 - small)), at=at)),
        ("0 < a < 1: → 0", lambda: equal(right, (r ** (small / 2) + r ** (1 - small / 2)) ** 2, at=at)),
        ("0 < a < 1: left exceeds by b > 0", lambda: equal(limit(left - right, r, 0, "+"), b, at=at)),
        ("a < 0: 1 + 1/b − …", lambda: equal(other, (1 + 1 / b) * (1 - r**b) * (1 - r ** (2 + b)), at=at)),
        ("a < 0: 1 + …", lambda: equal(same, (1 + r ** (1 + b)) ** 2, at=at)),
        ("a < 0: left exceeds by 1/b > 0", lambda: equal(limit(other - same, r, 0, "+"), 1 / b, at=at)),
        ("a = 0: ∞", lambda: equal(1 / limit(SHANNON[0], r, 0, "+"), Integer(0), at={})),
        ("a = 0: 1", lambda: equal(limit(SHANNON[1], r, 0, "+"), Integer(1), at={})),
    )


EXTREME = {-1: 10, 0: 10, Rational(1, 2): 100, 1: 10, Rational(3, 2): 100, Rational(19, 10): 1000}  # α: 1/r


@leg(
    "enclosure",
    part="hurts",
    covers="α = −1, 0, 1/2, 1, 3/2, 19/10 at p/(1 − p) = 1/10 to 1/1000: D'² − D·D'' itself, in balls",
)
def extreme(odds: Mapping[Expr | int, int] = EXTREME) -> Evidence:
    def cases() -> Cases:
        for alpha, over in odds.items():
            g = derivative(tsallis(Integer(alpha) if isinstance(alpha, int) else alpha))
            at = Rational(1, 1 + over)
            hurts = -ball(criterion(g(p) - g(1 - p)).subs(p, at))
            yield {"alpha": alpha, "p": at}, hurts, f"D·D'' − D'² = {hurts.str(6)}"

    return all_positive(cases())


control(first_order, "the curvature forgotten", margin=without_curvature)
control(enumeration, "the curvature forgotten", margin=without_curvature)
control(enumeration, "every draw counts twice", drops="independent", copies=2)
control(enumeration, "a vertex", drops="interior", teachers=[Integer(0)])
QUARTIC = (lambda s: (s - Rational(1, 2)) ** 4,)
control(enumeration, "φ = (s − ½)⁴ at ½", drops="slope", phis=QUARTIC, teachers=[Rational(1, 2)])
control(in_odds, "a for a − 1", gap=lambda e: gap(e + 1))
control(termwise, "the square forgotten", sides=lambda e: (sides(e)[0], r ** (e - 1) + 1))
control(box, "α = 8/5 too", least=Rational(3, 5))
control(at_the_edge, "the square forgotten", sides=lambda e: (sides(e)[0], r ** (e - 1) + 1))
control(extreme, "α = 2 as well", odds={2: 1000})
control(enumeration, "2 % off", margin=lambda D, D1, D2: margin(D, D1, D2) * Rational(51, 50))
