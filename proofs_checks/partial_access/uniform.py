r"""The error of a softened top k is small where little was cut off, with one bound for every operator.

False: V = 2, k = 1, T = 2. For N = 2, 3, … let F be power at τ(T), τ(T) = T up to 1 and 1 + (T − 1)(N − 1) beyond: it
is continuous, rises, and τ(2) = N, so that F satisfies A1–A5 on the open simplex (`renamed_power`). Where the odds
against the class shown are 2^−N, r = 1/(1 + 2^N), F at T = 2 makes them 2^−1: the hidden class has 1/3. The softened
target of the top one has nothing there: TV = 1/3, while r → 0. In general, as τ → ∞, the hidden classes get m/V.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from flint import arb, fmpq
from sympy import Expr, Integer, Rational, Symbol, limit, oo

from numerics.enclosure import precision
from proofs_checks.machine.checks import all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, States, control, leg, premise
from proofs_checks.machine.evidence import Evidence, Witness
from theory.operators.power import power
from theory.partial_access import even, m, packed, r
from theory.partial_access import power as to_the
from theory.simplex import T, explicit

claim = Claim(
    statement=r"\exists\,\varphi(r) \to 0 \ (r \to 0): \ \mathrm{TV}(F_T(p), F_T(p|K)) \le \varphi(r) "
    r"\text{ for every operator with A1–A5}",
    scope="V, k and T fixed, p > 0, K the top k, r the mass of the others; V = 2, k = 1, T = 2 refute",
    reads={
        "S6.rates": States("rates and error bounds hold with one constant for the whole class of operators"),
        "S7.topk": "limits",
    },
    rests_on=("operators.renamed_power",),
    expect="refuted",
)

Renaming = Callable[[Expr, Expr], Expr]
N, more = Symbol("N", integer=True, positive=True), Symbol("x", positive=True)
SIZES, BOUND = (2, 10, 1000), Rational(1, 10)


def renamed(T: Expr, N: Expr) -> Expr:
    """τ for T ≥ 1."""
    return 1 + (T - 1) * (N - 1)


@premise(
    "identity", covers="every N >= 2, T >= 1: tau is 1 at T = 1, rises, and is N at T = 2; it tends to infinity, N = 3"
)
def rises(tau: Renaming = renamed) -> Evidence:
    size = 1 + Symbol("M", integer=True, positive=True)
    at = {more: Integer(1), "M": 2}
    slope = tau(T, size).diff(T)
    return all_steps(
        ("1 at T = 1", lambda: equal(tau(Integer(1), size), Integer(1))),
        (
            "rises",
            lambda: is_positive(slope, "dτ/dT > 0", {T: Integer(2), **{s: Integer(2) for s in slope.free_symbols}}),
        ),
        ("to infinity", lambda: equal(limit(1 / tau(T, Integer(3)), T, oo), Integer(0), at=at)),
        ("N at T = 2", lambda: equal(tau(Integer(2), N), N, at={N: Integer(5)})),
    )


@leg(
    "identity",
    covers="every N: the softened hidden class at odds 2^-N; m/V as tau grows for V = 5, k = 2, both extreme tails",
)
def every_size(tau: Renaming = renamed) -> Evidence:
    """Of two classes with odds 2^−N; and for V = 5, k = 2 both extremes of the hidden mass in the limit."""
    odds = Integer(2) ** -N
    hidden = power(explicit([1 / (1 + odds), odds / (1 + odds)]), tau(Integer(2), N))[2].simplify()
    if hidden != Rational(1, 3):
        return Evidence("supports", note=f"the hidden class gets {hidden} for every N")
    beta = Symbol("beta", positive=True)
    ends = [tail.sum(to_the(beta)) for tail in (even(r, m), packed(Rational(1, 10), m - 1, Rational(1, 20)))]
    shares = [limit((end / (2 + end)).subs(m, 3).subs(r, Rational(1, 4)), beta, 0, "+") for end in ends]
    assert shares == [Rational(3, 5), Rational(3, 5)], "m/V where m = 3 of 5 classes are hidden"
    at = {"V": 2, "k": 1, "T": 2, "r": "1/(1 + 2^N)"}
    return Evidence(
        "refutes", {}, Witness(at, hidden - BOUND, "the hidden class gets 1/3 for every N, and r tends to 0")
    )


@leg("exact", covers="N = 2, 10, 1000, in fractions: the odds 2^-N raised to 1/N are 1/2, since (1/2)^N = 2^-N")
def sizes(sizes: Sequence[int] = SIZES, exponent: Callable[[int], int] = lambda N: N) -> Evidence:
    """The TV of the softened target of the top class, and r; the bound of 1/10 is asked for at r < 1/1000."""
    found = {}
    for size in sizes:
        root = Fraction(1, 2 ** (size // exponent(size)))  # (2^−N)^(1/τ), τ dividing N
        found[size] = Fraction(1, 1 + 2**size), root / (1 + root)
    worst = max((error for mass, error in found.values() if mass < Fraction(1, 1000)), default=Fraction(0))
    figures = {f"N = {size}": f"r = {float(mass):.3g}, TV = {error}" for size, (mass, error) in found.items()}
    if worst <= BOUND:
        return Evidence("supports", figures)
    says = f"TV = {worst} between the softened teacher and the softened top class, r = 1/(1 + 2^{sizes[-1]})"
    return Evidence(
        "refutes", figures, Witness({"N": sizes[-1], "V": 2, "k": 1, "T": 2}, Rational(worst) - BOUND, says)
    )


@leg("enclosure", covers="V = 50, k = 10, the others even, r from 1e-3 to 1e-30, tau = 2, 20, 200, 2000: TV in balls")
def many(heats: Sequence[int] = (2, 20, 200, 2000), least: int = 30) -> Evidence:
    """Ten classes share 1 − r, forty r; TV is the hidden share (40 of 50 in the limit)."""
    with precision(128):
        mass = fmpq(1, 10**least)
        shares = []
        for heat in heats:
            power_of = fmpq(1, heat)
            head = 10 * (arb((1 - mass) / 10).log() * power_of).exp()
            tail = 40 * (arb(mass / 40).log() * power_of).exp()
            shares.append(tail / (head + tail))
        worst = max(shares, key=lambda s: float(s.mid()))
        excess = worst - fmpq(BOUND.p, BOUND.q)
    figures = {f"tau = {heat}": share.str(6) for heat, share in zip(heats, shares, strict=True)}
    if excess > 0:
        says = f"r = 1e-{least}, and the softened teacher has {worst.str(6)} where the target has nothing"
        return Evidence("refutes", figures, Witness({"V": 50, "k": 10, "tau": heats[-1]}, excess, says))
    return Evidence("supports", figures)


def by_hand() -> Fraction:
    """N = 1000: odds 2^−1000, power at 1000 makes them 1/2, as (1/2)^1000 = 2^−1000; the hidden class has 1/3."""
    odds = Fraction(1, 2)
    assert odds**1000 == Fraction(1, 2**1000)
    hidden = odds / (1 + odds)
    return hidden - Fraction(1, 10)


control(rises, "a temperature that falls", tau=lambda T, N: 1 - (T - 1) * (N - 1))
control(every_size, "repaired: power itself", tau=lambda T, N: T)
control(sizes, "repaired: tau = 1, nothing softened", exponent=lambda N: 1)
control(many, "repaired: power at T = 2", heats=(2,))
