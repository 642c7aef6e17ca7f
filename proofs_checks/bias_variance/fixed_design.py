r"""On an orthogonal design dropping coefficients pays exactly when they carry less than the noise spent on them.

Y = Xβ + ε, X'X = nI, n ≥ d; ε uncorrelated, of mean 0 and variance σ². Dense: β̂ = X'Y/n. Sparse: k of its
coefficients, chosen beforehand, and zeros. The excess risk is E‖β̂ − β‖², the squared error of predictions at X. Then
    dense: dσ²/n; sparse: ‖β_dropped‖² + kσ²/n; sparse wins ⇔ ‖β_dropped‖² < (d − k)σ²/n.
Proof. β̂ − β = X'ε/n; entry j has mean 0 and variance Σ_i X_ij² σ²/n² = σ²/n. ∎
If the k are chosen by looking at Y, nothing of this holds (see `soft_threshold` for what a threshold costs).
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from scipy.linalg import hadamard
from sympy import Expr, IndexedBase, Integer, Rational, Sum, Symbol, symbols

from proofs_checks.machine.checks import all_equal, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory.bias_variance import expected
from theory.simplex import Law, V

d, k = symbols("d k", integer=True, nonnegative=True)
sigma = Symbol("sigma", positive=True)
Gain = Callable[..., Any]


def gain(lost: Any, d: Any, k: Any, variance: Any) -> Any:
    """R_dense − R_sparse, for ‖β_dropped‖² = lost and noise of σ²/n = variance a coefficient."""
    return (d - k) * variance - lost


claim = Claim(
    statement=Formula(
        r"R_{\mathrm{sparse}} < R_{\mathrm{dense}} \iff 0 < @gain",
        where={"lost": r"\|\beta_{\mathrm{dropped}}\|^2", "variance": r"\frac{\sigma^2}{n}"},
        gain=gain,
    ),
    scope="least squares on a fixed design, X'X = nI, n >= d > k, squared loss",
    hypotheses={
        "beforehand": "the coefficients that are kept are chosen before Y is seen",
        "centred": "the noise has mean zero",
        "uncorrelated": "it is uncorrelated from row to row",
        "one_variance": "its variance is the same in each row",
    },
    reads={"S1.when": "repairs"},
    expect="derived",
)


def twice(lost: Expr, d: Expr, k: Expr, variance: Expr) -> Expr:
    return gain(lost, d, k, 2 * variance)


def slack(lost: Expr, d: Expr, k: Expr, variance: Expr) -> Expr:
    return gain(lost, d, k, variance) - lost / 50


@leg("identity", covers=Whole("n, d, k, σ and ‖β_dropped‖² are symbols; coefficients add up"))
def derivation(gain: Gain = gain) -> Evidence:
    """Entry j of β̂ − β is Σ_i X_ij ε_i/n; the shares X_ij²/n of a column are a law, since X'X = nI."""
    first, second, x, y = symbols("e_1 e_2 x y", real=True)
    moments = {(1, 1): 0, (2, 0): sigma**2, (0, 2): sigma**2}
    pair = expected((x * first + y * second) ** 2, (first, second), moments)
    share = IndexedBase("s", positive=True)
    column = Law(V, lambda i: share[i])  # V is n, the number of rows
    variance = column.sum(lambda i: column[i] * V * sigma**2 / V**2)
    beta, j, (kept, more) = (
        IndexedBase("b", real=True),
        Symbol("j", integer=True),
        symbols("k m", integer=True, positive=True),
    )
    off = Symbol("o")  # β̂_j − β_j, of mean 0 and the variance of a coefficient
    moments_of = {(0,): 1, (1,): 0, (2,): sigma**2 / V}
    fitted, zero = (expected((estimate - beta[j]) ** 2, (off,), moments_of) for estimate in (beta[j] + off, Integer(0)))
    dense = Sum(fitted, (j, 1, kept + more)).doit()
    sparse = Sum(fitted, (j, 1, kept)).doit() + Sum(zero, (j, kept + 1, kept + more))
    lost = Sum(beta[j] ** 2, (j, kept + 1, kept + more))
    at = {V: 3, sigma: Rational(3, 2), "s": [Rational(w, 6) for w in (1, 2, 3)]}
    gap = (dense - sparse - gain(lost, kept + more, kept, sigma**2 / V)).expand()
    return all_steps(
        ("variances of rows add up", lambda: equal(pair, (x**2 + y**2) * sigma**2, at={x: 2, y: 3, sigma: 1})),
        ("a coefficient's variance is σ²/n", lambda: equal(variance, sigma**2 / V, column, at=at)),
        (
            "R_dense − R_sparse, summed over coefficients",
            lambda: equal(gap.subs(lost, Symbol("l")), Integer(0), at={**at, kept: 2, more: 3, Symbol("l"): 1}),
        ),
    )


BETA, ROWS, NOISE = (1, 1, -2, 3), 8, 5
DESIGN = tuple(map(tuple, hadamard(ROWS)[:, :4].tolist()))
SIGNS = tuple(product((-NOISE, NOISE), repeat=ROWS))
Design = Sequence[Sequence[int]]


@leg("exact", covers="an 8 × 4 Hadamard design, k = 1, 2, 3, signs as noise: all 256 outcomes, β on either side")
def enumeration(gain: Gain = gain, X: Design = DESIGN, noise: Design = SIGNS, seen: bool = False) -> Evidence:
    """The kept are the last k, or those that Y shows to be the largest; β = (1, 1, −2, 3)/scale; E ε² is 25."""
    assert all(sum(row[a] * row[b] for row in X) == len(X) * (a == b) for a in range(4) for b in range(4))
    cases = []
    for keep, scale in product((3, 2, 1), (Fraction(1, 2), Fraction(2))):
        b = [entry / scale for entry in BETA]
        difference = lost = Fraction(0)
        for errors in noise:
            off = [Fraction(sum(row[c] * e for row, e in zip(X, errors, strict=True)), len(X)) for c in range(4)]
            dropped = sorted(range(4), key=lambda c, off=off, b=b: seen * abs(b[c] + off[c]))[: 4 - keep]
            difference += sum((off[c] ** 2 - b[c] ** 2 for c in dropped), Fraction(0)) / len(noise)
            lost += sum((b[c] ** 2 for c in dropped), Fraction(0)) / len(noise)
        wanted = gain(Rational(lost), Integer(4), Integer(keep), Rational(NOISE**2, len(X)))
        cases.append(({"k": keep, "scale": str(scale)}, Rational(difference), wanted))
    return all_equal(cases)


PAIRS = tuple((a, a, b, b, c, c, e, e) for a, b, c, e in product((-NOISE, NOISE), repeat=4))
UNEVEN = tuple(
    product((-1, 1), (-7, 7), (-1, 1), (-7, 7))
)  # of mean variance 25, on a design that sees rows one by one
TWICE_I = tuple(tuple(2 * (r == c) for c in range(4)) for r in range(4))

control(derivation, "the noise counted twice", gain=twice)
control(enumeration, "the noise counted twice", gain=twice)
control(enumeration, "what is lost 2 % off", gain=slack)
control(enumeration, "the largest of the fitted are kept", drops="beforehand", seen=True)
control(enumeration, "noise of −4 or 6", drops="centred", noise=tuple(product((-4, 6), repeat=ROWS)))
control(enumeration, "rows share their noise in pairs", drops="uncorrelated", noise=PAIRS)
control(enumeration, "rows of variance 1 and 49", drops="one_variance", X=TWICE_I, noise=UNEVEN)

fixed_design = formal(
    "bias_variance.fixed_design",
    covers="every n, d and K, any noise on a finite probability space",
    step=True,
    gain=gain,
)
