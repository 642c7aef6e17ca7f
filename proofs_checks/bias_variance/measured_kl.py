r"""Bias and variance under KL from M seeds: the plug-in is off by a term of order 1/M, and the jackknife takes it away.

S_1, …, S_M are independent copies of a random law S, its logarithms bounded, L the mean of their logarithms, q the
target. By `kl` bias is f(E log S), f(L) = Σ q_i (log q_i − L_i) + log Σ exp L_i, and the plug-in is f(L). As M → ∞,
    M (E f(L) − f(E log S)) → a = ½ Σ_ij (S̄_i δ_ij − S̄_i S̄_j) Cov(log S_i, log S_j) ≥ 0,
half of E Var(log S_i − E log S_i), i drawn from S̄, and the next term is b/M², with some b, the rest O(1/M³). So bias
is overstated by a/M, and variance, what of the mean loss is not bias, is understated as much. For
B = M f(L) − (M − 1) mean_u f(L_(u)), L_(u) without seed u, E B − f(E log S) is of the order 1/M².
Proof. f is smooth with bounded derivatives of every order above the first (log Σ exp has), and L − E log S has mean 0,
covariance Cov/M and, as log S is bounded, third and fourth moments c/M² + O(1/M³), fifth and sixth O(1/M³). The second
derivatives of f at E log S are S̄_i δ_ij − S̄_i S̄_j. So E f(L) = f + a/M + b/M² + O(1/M³); M (a/M) − (M − 1) a/(M − 1) is
0, and M b/M² − (M − 1) b/(M − 1)² is −b/(M(M − 1)). (From f + a/M + O(1/M²) alone it would not follow.) ∎
No function of M samples is unbiased for every law of S: its expectation would be a polynomial in the law.
"""

from collections.abc import Callable, Sequence
from math import comb

import numpy as np
from flint import arb, fmpq
from sympy import Expr, Integer, Rational, Symbol, exp, log, simplify, symbols

from numerics.decomposition import Units, kl
from numerics.enclosure import ball, precision
from numerics.montecarlo import Simulation, simulate
from numerics.simplex import Array
from proofs_checks.machine.checks import Cases, all_positive, all_steps, equal, z_test
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence
from theory.bias_variance import bent, jackknife

claim = Claim(
    statement=r"M\,(\mathbb E f(L) - f(\mathbb E\log S)) \to a",
    scope="V >= 2, bounded log S_i, M -> oo; a is half of E Var(log S_i - E log S_i), i drawn from the centre",
    hypotheses={"independent": "seeds are independent", "one_law": "seeds are of one law"},
    reads={"S1.split": "lemma"},
    rests_on=("bias_variance.kl",),
    expect="supported",
    parts={
        "plug_in": r"\mathbb E f(L) = f(\mathbb E\log S) + a/M + b/M^2 + O(M^{-3})",
        "jackknife": r"\mathbb E B = f(\mathbb E\log S) + O(M^{-2})",
    },
)

Weight = Callable[[Sequence[Expr], int, int], Expr]
Correction = Callable[[Expr, Expr, Expr], Expr]


def weight(S: Sequence[Expr], a: int, b: int) -> Expr:
    """S̄_a δ_ab − S̄_a S̄_b."""
    return S[a] * int(a == b) - S[a] * S[b]


def once_more(M: Expr, whole: Expr, less_one: Expr) -> Expr:
    return (M + 1) * whole - M * less_one


@leg(
    "identity", part="plug_in", covers="V = 2, 3; E log S, its covariances and q are symbols: the terms of second order"
)
def derivation(weight: Weight = weight) -> Evidence:
    def step(classes: int) -> Evidence:
        L, q = symbols(f"L_1:{classes + 1}", real=True), symbols(f"q_1:{classes + 1}", positive=True)
        M = Symbol("M", positive=True)
        total = sum(map(exp, L))
        cov = {(a, b): Symbol(f"c_{min(a, b)}{max(a, b)}") for a in range(classes) for b in range(classes)}
        f = sum((t * (log(t) - x) for t, x in zip(q, L, strict=True)), log(total))
        S = [exp(x) / total for x in L]
        a = sum((weight(S, *pair) * c for pair, c in cov.items()), Integer(0)) / 2
        at = {**dict.fromkeys(q, Rational(1, 2)), M: 3}
        at |= {x: Rational(-n, 2) for n, x in enumerate(L, start=1)}
        at |= {c: Rational(1, 2 + n) for n, c in enumerate(dict.fromkeys(cov.values()))}
        return equal(simplify(M * bent(f, L, lambda a, b: cov[a, b] / M)), simplify(a), at=at)

    return all_steps(*((f"V = {classes}", lambda classes=classes: step(classes)) for classes in (2, 3)))


@leg("identity", part="jackknife", covers="the terms a/M and b/M², for every a, b and M")
def cancelled(jackknife: Correction = jackknife) -> Evidence:
    M, f, a, b = symbols("M f a b", positive=True)
    of = lambda M: f + a / M + b / M**2  # noqa: E731
    at = {M: 5, f: Rational(1, 3), a: Rational(1, 2), b: Integer(2)}
    return equal(jackknife(M, of(M), of(M - 1)), f - b / (M * (M - 1)), at=at)


# S is one of two laws, the first with a chance of 2/5
FIRST, LAWS, TARGET = fmpq(2, 5), ((8, 1, 1), (2, 3, 5)), (1, 2, 7)  # in tenths


def logarithms(count: int, M: int) -> list[arb]:
    """L where the first law came up `count` times among M."""
    share = fmpq(count, M)
    return [share * arb(fmpq(a, 10)).log() + (1 - share) * arb(fmpq(b, 10)).log() for a, b in zip(*LAWS, strict=True)]


def bent_part(L: list[arb]) -> arb:
    """log Σ exp L: what of f is not linear."""
    return sum((x.exp() for x in L), arb(0)).log()


Seeds = Callable[[int], Sequence[tuple[int, arb]]]


def tossed(M: int, chance: fmpq = FIRST) -> list[tuple[int, arb]]:
    """How often the first law comes up among M independent seeds, with its chance."""
    return [(k, comb(M, k) * arb(chance) ** k * arb(1 - chance) ** (M - k)) for k in range(M + 1)]


def copied(M: int) -> list[tuple[int, arb]]:
    """One seed, M times over."""
    return [(0, arb(1 - FIRST)), (M, arb(FIRST))]


def alternating(M: int) -> list[tuple[int, arb]]:
    """Every other seed is never of the first law, the rest with a chance of 4/5."""
    return [(k, chance / 2) for half in (M // 2, M - M // 2) for k, chance in tossed(half, 2 * FIRST)]


def expected(M: int, seeds: Seeds = tossed) -> arb:
    """E log Σ exp L over every outcome of M seeds."""
    return sum((chance * bent_part(logarithms(k, M)) for k, chance in seeds(M)), arb(0))


def limits(weight: Weight) -> tuple[arb, arb]:
    """log Σ exp E log S, and a, from the second moments of the two laws."""
    p = Rational(2, 5)
    first, second = ([log(Rational(n, 10)) for n in weights] for weights in LAWS)
    mean = [p * x + (1 - p) * y for x, y in zip(first, second, strict=True)]
    total = sum(map(exp, mean))
    gaps = [x - y for x, y in zip(first, second, strict=True)]
    S = [exp(m) / total for m in mean]
    pairs = ((a, b) for a in range(3) for b in range(3))
    a = sum((weight(S, a, b) * p * (1 - p) * gaps[a] * gaps[b] for a, b in pairs), Integer(0)) / 2
    return ball(log(total)), ball(a)


MANY = (2, 4, 16, 64, 256)
OFF, LEFT = fmpq(1, 20), fmpq(1, 20)  # within OFF/M of a, and LEFT/M² of f


@leg(
    "enclosure",
    part="plug_in",
    covers="V = 3, S one of two laws, M = 2, 4, 16, 64, 256: every outcome, within 1/(20M) of a",
)
def every_outcome(weight: Weight = weight, seeds: Seeds = tossed) -> Evidence:
    def cases() -> Cases:
        exact, a = limits(weight)
        for M in MANY:
            off = abs(M * (expected(M, seeds) - exact) - a)
            yield {"M": M}, arb(OFF / M) - off, f"M (E f(L) − f) is {off.str(5)} away from a"

    with precision(256):
        return all_positive(cases())


@leg(
    "enclosure", part="jackknife", covers="V = 3, S one of two laws, M as before: every outcome, within 1/(20 M²) of f"
)
def corrected(jackknife: Callable[[int, arb, arb], arb] = jackknife, seeds: Seeds = tossed) -> Evidence:
    def cases() -> Cases:
        exact, _ = limits(weight)
        for M in MANY:
            off = abs(jackknife(M, expected(M, seeds), expected(M - 1, seeds)) - exact)
            yield {"M": M}, arb(LEFT / M**2) - off, f"E B is {off.str(5)} away from f"

    with precision(256):
        return all_positive(cases())


CHUNK, CHUNKS, SEEDS = 20_000, 8, 5


@leg(
    "monte_carlo",
    part="jackknife",
    covers="V = 3, S one of two laws, M = 5: bias as numerics has it, beside E B in balls",
)
def measured(terms: Callable[..., object] = kl, seed: int = 0) -> Evidence:
    rows, q = np.log(np.array(LAWS) / 10), np.array(TARGET) / 10
    units = Units.named(range(SEEDS))

    def statistics(rng: np.random.Generator, size: int) -> Array:
        first = rng.random((SEEDS, size)) < 0.4
        log_p = np.where(first[..., None], rows[0], rows[1])
        found = terms(log_p, np.broadcast_to(q, (size, 3)), units)
        return np.stack([getattr(found, "bias"), first.mean(axis=0)], axis=-1)  # noqa: B009 - a stand-in is no Terms

    with precision(256):
        B = jackknife(SEEDS, expected(SEEDS), expected(SEEDS - 1))
        mean = logarithms(2, 5)  # E log S: the first law has a chance of 2/5
        q_log = [(arb(fmpq(weight, 10)), x) for weight, x in zip(TARGET, mean, strict=True)]
        wanted = float((B + sum((t * (t.log() - x) for t, x in q_log), arb(0))).mid())
    key = ("bias_variance.measured_kl", SEEDS)
    found = simulate(Simulation(statistics, key, CHUNK), seed, most=CHUNKS)
    return z_test(found.controlled({1: 0.4}), wanted)


def naive(log_p: Array, q: Array, units: Units) -> object:
    """The plug-in in the place of bias."""
    return type("Naive", (), {"bias": kl(log_p, q, units).plug_in})


def independent(S: Sequence[Expr], a: int, b: int) -> Expr:
    return S[a] * int(a == b)


control(derivation, "classes taken as independent", weight=independent)
control(cancelled, "one copy too many", jackknife=once_more)
control(every_outcome, "classes taken as independent", weight=independent)
control(every_outcome, "2 % off", weight=lambda S, a, b: weight(S, a, b) * Rational(51, 50))
control(corrected, "the plug-in", jackknife=lambda M, whole, less_one: whole)
control(corrected, "one copy too many", jackknife=once_more)
control(measured, "the plug-in", terms=naive)
for check in (every_outcome, corrected):
    control(check, "one seed, M times over", drops="independent", seeds=copied)
    control(check, "every other seed of another law", drops="one_law", seeds=alternating)
control(every_outcome, "0.5 % off", weight=lambda S, a, b: weight(S, a, b) * Rational(201, 200))
