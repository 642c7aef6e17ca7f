r"""Extrapolated starts are stable exactly when what a stage leaves lies between −1/3 and 1.

e_k = M(2e_{k−1} − e_{k−2}) dies out from every start ⇔ −1/3 < M < 1.
Proof (Jury). The roots of x² − 2Mx + M lie inside the unit circle exactly when |M| < 1, 1 − 2M + M > 0 and
1 + 2M + M > 0. ∎
So with η = 2/(μ + L), m = 1, μ = 1, L = 3, where M = ±1/2, extrapolation diverges, and plain stages converge.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import cache

from sympy import Abs, Expr, I, Integer, Rational, Symbol, roots, sqrt, symbols

from numerics.convergence import tracked_exactly
from numerics.enclosure import ball
from proofs_checks.machine.checks import Cases, all_equal, all_positive, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from theory import convergence as theory

claim = Claim(
    statement=r"e_k = M(2e_{k-1} - e_{k-2}) \to 0 \text{ from every start} \iff -\tfrac13 < M < 1",
    scope="one eigenspace, M real; what a stage leaves of an error, with extrapolated starts",
    reads={"S3.rate": "lemma"},
    expect="proved",
)

Stable = Callable[[Expr], bool]
p = symbols("p", positive=True)
x = Symbol("x")


def stable(M: Expr) -> bool:
    return bool(-Rational(1, 3) < M < 1)


@leg(
    "identity",
    covers=Whole(
        "M is a symbol, in three cases by the discriminant M(M − 1): complex roots of modulus √M for 0 <= M < 1; real "
        "ones for M < 0, whose smaller falls and is −1 at M = −1/3 alone, the larger being between 0 and 1; and for "
        "M >= 1, where their mean is M"
    ),
)
def cases(end: Expr = Rational(-1, 3)) -> Evidence:
    """The modulus of complex roots; where a root is −1, and that none is 1 below M = 1; slopes at the ends."""
    M = theory.M
    polynomial = theory.characteristic(M, x)
    at_minus_one, at_one = polynomial.subs(x, -1), polynomial.subs(x, 1)
    root, half = (1 + I * sqrt(p)) / (1 + p), {p: Integer(1)}  # M = 1/(1 + p) runs over (0, 1)
    smaller, larger = -p - sqrt(p**2 + p), -p + sqrt(p**2 + p)  # at M = −p < 0
    return all_steps(
        ("the product of the roots is M", lambda: equal(polynomial.coeff(x, 0), M, at={M: Rational(1, 2)})),
        ("their sum is 2M", lambda: equal(-polynomial.coeff(x, 1), 2 * M, at={M: Rational(1, 2)})),
        ("a root is −1 at the end alone", lambda: equal(at_minus_one, 3 * (M - end), at={M: Integer(1)})),
        ("a root is 1 at M = 1 alone", lambda: equal(at_one, 1 - M, at={M: Integer(2)})),
        (
            "the smaller root, M = −p",
            lambda: equal(theory.characteristic(-p, smaller).expand(), Integer(0), at={p: Integer(2)}),
        ),
        ("which falls in p", lambda: is_positive(-smaller.diff(p), "it falls", {p: Integer(2)})),
        ("the larger is p over p + √(p² + p)", lambda: equal((-smaller * larger).expand(), p, at={p: Integer(2)})),
        ("so that it is below 1", lambda: is_positive(-smaller - p, "p + √(p² + p) > p", {p: Integer(2)})),
        ("a complex root", lambda: equal(theory.characteristic(1 / (1 + p), root).simplify(), Integer(0), at=half)),
        ("its modulus is √M", lambda: equal((root * root.conjugate()).simplify(), 1 / (1 + p), at=half)),
    )


GRID = tuple(Rational(n, 30) for n in range(-40, 41))


@leg(
    "exact", covers="M = −4/3 to 4/3 in steps of 1/30: the largest modulus of the roots against 1, in algebraic numbers"
)
def on_a_grid(stable: Stable = stable) -> Evidence:
    return all_equal([({"M": M}, Integer(int(inside(M))), Integer(int(stable(M)))) for M in GRID])


@cache
def inside(M: Expr) -> bool:
    """Whether both roots are less than 1 in modulus."""
    moduli = [Abs(root) for root in roots(theory.characteristic(M, x), x)]
    return all(bool(ball(modulus**2 - 1) < 0) for modulus in map(squared_free, moduli))


def squared_free(modulus: Expr) -> Expr:
    """A modulus without Abs: SymPy takes it of algebraic numbers."""
    return modulus.doit().simplify()


@leg(
    "exact",
    covers="mu = 1, L = 3, eta = 1/2, m = 1: M = 1/2 and −1/2, 60 stages in fractions; diverges, plain does not",
)
def runs(extrapolate: bool = True) -> Evidence:
    def margins() -> Cases:
        for stages in (20, 40, 60):
            errors = tracked_exactly(
                lambda s: (s, s), (Fraction(1, 2), Fraction(-1, 2)), stages, extrapolate=extrapolate
            )
            good, bad = (abs(Rational(error)) for error in errors)
            yield {"M": "1/2", "n": stages}, Rational(1, 2 * stages) - good, f"the error is {float(good):.3g}"
            yield {"M": "−1/2", "n": stages}, bad - 1, f"the error is only {float(bad):.3g}"

    return all_positive(margins())


control(cases, "−1/2 for −1/3", end=Rational(-1, 2))
control(on_a_grid, "|M| < 1", stable=lambda M: bool(abs(M) < 1))
control(on_a_grid, "M = 1 too", stable=lambda M: stable(M) or M == 1)
control(runs, "no extrapolation", extrapolate=False)

extrapolation_stability = formal("convergence.extrapolation_stability", covers="every real M, every start")
