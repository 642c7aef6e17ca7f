r"""Any Bregman divergence splits about the dual mean, where that lies on the simplex or is not asked to.

D(y, s) = Σ φ(y_i) − φ(s_i) − g(s_i)(y_i − s_i), g = φ' increasing; S random, E g(S_i) finite. For s* with
g(s*_i) = E g(S_i) + c, c the same for every class,
    E D(q, S) = D(q, s*) + E D(s*, S) for every q with Σ q_i = Σ s*_i; with c = 0 for every q whatever.
Proof. Class by class the difference of both sides is (g(s*_i) − E g(S_i))(q_i − s*_i) = c (q_i − s*_i). ∎
Such an s* on the simplex exists if g(0+) = −∞, since Σ g^(−1)(E g(S_i) + c) then grows with c continuously from 0 past
1; and if g is linear, with c = 0 and s* = E S. Else an entry may have to be truncated, and the split fails
(`bregman_projected`).
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import numpy as np
from scipy.optimize import brentq
from sympy import Expr, Function, IndexedBase, Integer, Rational, Symbol, expand_log

from numerics.bias_variance import frequencies, zipf
from numerics.chance import stream
from numerics.operators.power import power
from numerics.simplex import Array
from proofs_checks.machine.checks import all_equal, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from theory.bias_variance import Loss
from theory.operators.legendre import Potential, derivative, tsallis
from theory.simplex import Law, V, explicit, generic

claim = Claim(
    statement=r"\mathbb E D(q, S) = D(q, s^*) + \mathbb E D(s^*, S), \quad g(s^*_i) = \mathbb E g(S_i) + c",
    scope="V >= 2, phi smooth and strictly convex, any random law S with E g(S_i) finite",
    hypotheses={"centre": "s* is a law (it is where g(0+) = −∞ or g is linear), or c = 0 and s* need not be one"},
    reads={"S1.split": "repairs"},
    expect="supported",
    parts={
        "laws": r"\text{on the simplex, whatever } c",
        "vectors": r"\text{for every vector } q, \text{ if } c = 0",
        "exists": r"g(0+) = -\infty \text{ or } g \text{ linear} \Rightarrow s^* \text{ is a law}",
    },
)

Level = Callable[[Expr], Expr]
c = Symbol("c", real=True)
MEANS = [Law(V, lambda j, name=name: IndexedBase(name, real=True)[j]) for name in ("a", "b", "d")]
AT = {
    **{V: 3, c: Rational(1, 7)},
    **{name: [Rational(1, 2), Rational(-1, 3), Rational(2)] for name in ("a", "b", "d")},
    "q": [Rational(1, 2), Rational(1, 3), Rational(1, 6)],
    "s": [Rational(1, 4), Rational(1, 8), Rational(5, 8)],
    "G": [Rational(1), Rational(-1), Rational(2)],
    "P": [Rational(1), Rational(3), Rational(2)],
}


def generic_loss() -> Loss:
    """φ and g are known at the entries of s* and q alone, where their values are symbols."""
    phi, g = Function("phi"), Function("g")
    return Loss(phi, g, *MEANS)


def named(expression: Expr, loss: Loss, level: Level) -> Expr:
    """g(s*_i) is E g(S_i) + c, and φ of an entry a symbol of its own."""
    s, P, Q, G = (IndexedBase(name, positive=name == "s" or None, real=True) for name in ("s", "P", "Q", "G"))

    def slope(entry: Expr) -> Expr:
        j = entry.indices[0]
        return loss.g_mean[j] + level(j) if entry.base == s else G[j]

    return (
        expression.replace(loss.slope, slope)
        .replace(loss.phi, lambda entry: (P if entry.base == s else Q)[entry.indices[0]])
        .doit()
    )


def gap(level: Level, orientation: int = 1) -> tuple[Expr, Law, Law]:
    """E D(q, S) − D(q, s*) − E D(s*, S), with the law q and the centre s*."""
    loss, q, s = generic_loss(), generic("q"), generic("s")
    biased = loss.between(q, s) if orientation == 1 else loss.between(s, q)
    return named(loss.expected(q) - biased - loss.expected(s), loss, level), q, s


@leg("identity", part="laws", covers=Whole("V, c, φ and all means are symbols; both sums are one"))
def on_the_simplex(level: Level = lambda j: c, orientation: int = 1) -> Evidence:
    difference, q, s = gap(level, orientation)
    return all_steps(
        ("of a constant S, E D(q, S) is D(q, s)", certain_student),
        ("the split", lambda: equal(difference, Integer(0), q, s, at={**AT, "Q": AT["P"]})),
    )


def certain_student() -> Evidence:
    """The means of a constant S are its own: with φ = x³, whatever it and q are."""
    q, s = generic("q"), generic("s")
    means = (lambda j: 3 * s[j] ** 2, lambda j: s[j] ** 3, lambda j: 3 * s[j] ** 3)
    loss = Loss(lambda x: x**3, lambda x: 3 * x**2, *(Law(V, mean) for mean in means))
    return equal(loss.expected(q), loss.between(q, s), at=AT)


@leg("identity", part="vectors", covers=Whole("V, φ and all means are symbols; nothing is said of the sums"))
def off_the_simplex(level: Level = lambda j: Integer(0)) -> Evidence:
    difference, _, _ = gap(level)
    return equal(difference, Integer(0), at={**AT, "Q": AT["P"], "s": [Rational(1, 4), Rational(1, 8), Rational(1, 5)]})


STUDENTS = ((Rational(9, 16), (Rational(1, 4), Rational(3, 4))), (Rational(7, 16), (Rational(1, 2), Rational(1, 2))))
TARGETS = ((Rational(1, 2), Rational(1, 2)), (Rational(1, 7), Rational(6, 7)))
LEVELS = {0: Rational(1, 8), 2: Integer(0)}  # c, by the index of φ


@leg("exact", part=("laws", "exists"), covers="φ = −log and s²/2, V = 2, S one of two laws: two targets, from D itself")
def two_students(levels: Mapping[int, Expr] = LEVELS) -> Evidence:
    """For −log, E 1/S = (25, 13)/8, and less 1/8 that is 1/s* for s* = (1/3, 2/3)."""
    cases = []
    for alpha, level in levels.items():
        phi = tsallis(Integer(alpha))
        g = derivative(phi)
        means = [sum((w * g(s[j]) for w, s in STUDENTS), level) for j in range(2)]
        centre = [-1 / m if alpha == 0 else m for m in means]
        for q in TARGETS:
            loss, variance = (sum((w * bregman(phi, y, s) for w, s in STUDENTS), Integer(0)) for y in (q, centre))
            gap = expand_log(loss - variance - bregman(phi, q, centre), factor=True).expand()
            cases.append(({"alpha": alpha, "q": str(q)}, gap, Integer(0)))
        cases.append(({"alpha": alpha, "sum of": "s*"}, sum(centre, Integer(0)), Integer(1)))
    return all_equal(cases)


def bregman(phi: Potential, y: Sequence[Expr], s: Sequence[Expr]) -> Expr:
    loss = Loss(phi, derivative(phi), *MEANS)
    return loss.between(explicit(y), explicit(s))


ROOM = 5e-14  # of the loss: terms are up to thirty times it, 8e-15 is seen
INDICES, HOT, SIZES = (0.0, 0.5, 1.0, 2.0), 2.0, (2, 5, 50, 1000)


@leg(
    "search",
    part=("laws", "exists"),
    covers="alpha = 0, 1/2, 1, 2; 64 students, smoothed frequencies of 40 draws, V = 2, 5, 50, 1000, power_2; floats",
)
def found_centres(arithmetic: bool = False, off: float = 0.0, seed: int = 0) -> Evidence:
    """The level is found by bracketing, and the law of S is the empirical one, so that no chance is left."""
    found = []
    for classes, alpha in product(SIZES, INDICES):
        p = zipf(classes)
        drawn = frequencies(stream(seed, "bias_variance.bregman", classes), 40, p, 64)
        s = power(0.9 * drawn + 0.1 / classes, HOT)
        centre = s.mean(axis=0) if arithmetic else dual_mean(alpha, s)
        centre = centre * np.where(np.arange(classes) % 2, 1 - off, 1 + off)
        loss = in_floats(alpha, p, s).mean()
        parts = in_floats(alpha, p, centre) + in_floats(alpha, centre, s).mean()
        found.append(abs((loss - parts) / loss))
    worst = float(np.max(found))  # not a number if one is not
    return Evidence("supports" if worst < ROOM else "refutes", {"examples": len(found), "worst": worst})


def dual_mean(alpha: float, s: Array) -> Array:
    """The law with g(s*) = E g(S) + c, for S one of the rows of s; g(0+) = −∞ or g linear."""
    a = alpha - 1
    means = np.log(s).mean(axis=0) if a == 0 else (s**a / a).mean(axis=0)

    def at(level: float) -> Array:
        return np.exp(means + level) if a == 0 else (a * (means + level)) ** (1 / a)

    if alpha == 2:
        return at(0.0)
    highest = -means.max() * (1 - 1e-12) if a < 0 else 100.0
    return at(brentq(lambda level: at(level).sum() - 1, -1e-6, highest, xtol=1e-15))


def in_floats(alpha: float, y: Array, s: Array) -> Array:
    """D(y, s) over the last axis."""
    if alpha == 0:
        each = np.log(s / y) + (y - s) / s
    elif alpha == 1:
        each = y * np.log(y / s) - y + s
    else:
        a = alpha - 1
        each = (y**alpha - s**alpha) / (alpha * a) - s**a / a * (y - s)
    return each.sum(axis=-1)


control(on_the_simplex, "g(s*) and E g(S) differ by more in each class", level=lambda j: c * j)
control(on_the_simplex, "D(s*, q) for D(q, s*)", orientation=-1)
control(off_the_simplex, "c is not zero", level=lambda j: c)
control(two_students, "c = 1/4 for −log", drops="centre", levels={0: Rational(1, 4)})
control(found_centres, "the arithmetic mean", arithmetic=True)
control(found_centres, "a centre off by 2 parts in 10^14, up and down by turns", off=2e-14)
