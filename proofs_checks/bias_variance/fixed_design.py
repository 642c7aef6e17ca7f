r"""On an orthogonal design dropping coefficients pays exactly when they carry less than the noise spent on them.

Y = Xβ + ε, X'X = nI, n ≥ d; ε uncorrelated with mean 0 and variance σ². Dense: β̂ = X'Y/n. Sparse: k of its
coefficients, chosen beforehand, and zeros. The excess risk is E‖β̂ − β‖², the squared error of predictions at X. Then
    dense: dσ²/n; sparse: ‖β_dropped‖² + kσ²/n; sparse wins ⇔ ‖β_dropped‖² < (d − k)σ²/n.
Proof. β̂ − β = X'ε/n; entry j has mean 0 and variance Σ_i X_ij² σ²/n² = σ²/n. ∎
If the k are chosen by looking at Y, nothing of this holds (see `soft_threshold` for what a threshold costs).
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

from scipy.linalg import hadamard
from sympy import Expr, IndexedBase, Integer, Rational, Symbol, symbols

from proofs_checks.checks import agree, all_of, equal
from proofs_checks.claim import Claim, NotKnown, Whole, control, leg
from proofs_checks.evidence import Evidence
from theory.bias_variance import expected
from theory.simplex import Law, V

claim = Claim(
    statement=r"R_{\mathrm{sparse}} < R_{\mathrm{dense}} \iff \|\beta_{\mathrm{dropped}}\|^2 < (d-k)\sigma^2/n",
    scope="least squares on a fixed design, X'X = nI, n >= d > k, squared loss",
    hypotheses={
        "beforehand": NotKnown("the coefficients that are kept are chosen before Y is seen"),
        "noise": NotKnown("noise is uncorrelated, of one variance"),
    },
    reads={"S1.when": "repairs"},
    expect="derived",
)

d, k = symbols("d k", integer=True, nonnegative=True)
sigma = Symbol("sigma", positive=True)
Gain = Callable[..., Expr]


def gain(lost: Expr, d: Expr, k: Expr, variance: Expr) -> Expr:
    """R_dense − R_sparse, for ‖β_dropped‖² = lost and noise of σ²/n = variance a coefficient."""
    return (d - k) * variance - lost


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
    lost = Symbol("l", nonnegative=True)  # Σ β_j² over the d − k that are dropped: each costs its square
    at = {V: 3, sigma: Rational(3, 2), "s": [Rational(w, 6) for w in (1, 2, 3)]}
    risks = d * variance, k * variance + lost
    return all_of(
        ("variances of rows add up", lambda: equal(pair, (x**2 + y**2) * sigma**2, at={x: 2, y: 3, sigma: 1})),
        ("a coefficient's variance is σ²/n", lambda: equal(variance, sigma**2 / V, column, at=at)),
        (
            "R_dense − R_sparse",
            lambda: equal(risks[0] - risks[1], gain(lost, d, k, sigma**2 / V), column, at={**at, d: 5, k: 2, lost: 1}),
        ),
    )


BETA, ROWS, NOISE = (1, 1, -2, 3), 8, 5


@leg("exact", covers="an 8 × 4 Hadamard design, k = 1, 2, 3, signs as noise: all 256 outcomes, β on either side")
def enumeration(gain: Gain = gain) -> Evidence:
    """The kept are the last k; β = (1, 1, −2, 3)/scale."""
    X, cases, won = hadamard(ROWS)[:, :4].tolist(), [], set()
    for keep, scale in product((1, 2, 3), (Fraction(1, 2), Fraction(2))):
        b = [entry / scale for entry in BETA]
        difference = Fraction(0)
        for signs in product((-NOISE, NOISE), repeat=ROWS):
            off = [Fraction(sum(row[c] * e for row, e in zip(X, signs, strict=True)), ROWS) for c in range(4)]
            sparse = [off[c] if c >= 4 - keep else b[c] for c in range(4)]
            difference += sum((o**2 - s**2 for o, s in zip(off, sparse, strict=True)), Fraction(0)) / 2**ROWS
        won.add(difference > 0)
        lost = sum((entry**2 for entry in b[: 4 - keep]), Fraction(0))
        wanted = gain(Rational(lost), Integer(4), Integer(keep), Rational(NOISE**2, ROWS))
        cases.append(({"k": keep, "scale": str(scale)}, Rational(difference), wanted))
    assert won == {True, False}
    return agree(cases)


control(derivation, "the noise counted twice", gain=twice)
control(enumeration, "the noise counted twice", gain=twice)
control(enumeration, "what is lost 2 % off", gain=slack)
