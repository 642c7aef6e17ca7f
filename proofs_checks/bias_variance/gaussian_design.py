r"""On a Gaussian design the dense fit pays d/(n − d − 1) for its noise, the sparse one for what it drops, twice.

n rows x ~ N(0, I_d), Y = Xβ + ε, ε independent of X, uncorrelated, of mean 0 and variance σ²; d + 1 < n. Excess risk
E‖β̂ − β‖², expected over design and noise. Dense least squares: σ²d/(n − d − 1). Sparse, on k columns chosen
beforehand, b = ‖β_dropped‖²:
    b + (σ² + b) k/(n − k − 1).
Proof. Dense: β̂ − β = (X'X)⁻¹X'ε, so the risk is σ² E tr (X'X)⁻¹. Entry (j, j) of (X'X)⁻¹ is one over the square of what
projection on the other d − 1 columns leaves of column j: a χ² of n less the rank of that projection, which is its
trace, d − 1. And E 1/χ²_m = 1/(m − 2). Sparse: what is dropped, X_dβ_d,
is normal, of variance b, apart from the kept columns: it acts as noise, σ² + b in all, and is lost besides. ∎
At d = 50, k = 5, n = 100, σ = 1 and b = 0: 50/49 = 1.0204 against 5/94 = 0.0532.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from sympy import (
    Expr,
    Integer,
    Inverse,
    MatrixSymbol,
    Rational,
    Symbol,
    Trace,
    exp,
    integrate,
    oo,
    simplify,
    sqrt,
    symbols,
)

from numerics.designs import inverse_trace, sparse_risk
from numerics.montecarlo import Moments, Simulation, simulate
from numerics.simplex import Array
from proofs_checks.machine.checks import all_steps, equal, z_test
from proofs_checks.machine.claim import Claim, Leg, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory.bias_variance import expected, inverse_chi_square

Risk = Callable[..., Any]


def trace(n: Any, d: Any) -> Any:
    """E tr (X'X)⁻¹."""
    return d / (n - d - 1)


def dense_risk(n: Any, d: Any, noise: Any, trace: Risk = trace) -> Any:
    return noise * trace(n, d)


def sparse(n: Any, k: Any, b: Any, noise: Any, trace: Risk = trace) -> Any:
    return b + (noise + b) * trace(n, k)


claim = Claim(
    statement=Formula(
        r"R_{\mathrm{dense}} = @dense_risk, \quad R_{\mathrm{sparse}} = @sparse, "
        r"\quad b = \|\beta_{\mathrm{dropped}}\|^2",
        where={"noise": r"\sigma^2"},
        dense_risk=dense_risk,
        sparse=sparse,
    ),
    scope="least squares, n rows x ~ N(0, I_d), k <= d < n - 1, squared loss",
    hypotheses={
        "beforehand": "the kept columns are chosen before the data are seen",
        "centred": "the noise has mean zero",
        "apart": "the noise does not depend on the design",
    },
    reads={"S1.when": "repairs"},
    expect="derived",
    parts={
        "dense": Formula(r"R_{\mathrm{dense}} = @dense_risk", where={"noise": r"\sigma^2"}, dense_risk=dense_risk),
        "sparse": Formula(r"R_{\mathrm{sparse}} = @sparse", where={"noise": r"\sigma^2"}, sparse=sparse),
    },
)

n, d, k = symbols("n d k", positive=True)
sigma, b = symbols("sigma b", positive=True)
POINT = {n: 20, d: 7, k: 3, sigma: Rational(3, 2), b: Rational(1, 4)}


def without_the_one(n: Expr, d: Expr) -> Expr:
    return d / (n - d)


def of_the_rows(n: Expr, d: Expr) -> Expr:
    return d / n


def lost_once(n: Expr, k: Expr, b: Expr, noise: Expr) -> Expr:
    return b + noise * trace(n, k)


@leg(
    "identity",
    part="dense",
    covers=Whole("n, d and σ are symbols; that entry (j, j) is 1/χ², by projection, is in words"),
)
def dense_derivation(trace: Risk = trace, dense_risk: Risk = dense_risk, others: Expr = d - 1) -> Evidence:
    """Degrees of freedom are n less the trace of the projection on the `others`; e = m − 2 > 0 where n > d + 1."""
    e, columns = Symbol("e", positive=True), MatrixSymbol("Z", n, others)
    mean = simplify(inverse_chi_square(e))
    freedom = n - Trace(columns.T * columns * Inverse(columns.T * columns)).doit()  # of Z(Z'Z)⁻¹Z', turned round
    return all_steps(
        ("E 1/χ²_m is 1/(m − 2)", lambda: equal(simplify(1 / mean), e, at={e: 5})),
        (
            "d entries",
            lambda: equal(
                simplify(sigma**2 * d * mean.subs(e, freedom - 2)), dense_risk(n, d, sigma**2, trace), at=POINT
            ),
        ),
    )


@leg("identity", part="sparse", covers=Whole("n, k, b and σ are symbols; noise and what is dropped are taken apart"))
def sparse_derivation(
    sparse: Risk = sparse,
    square: Expr = sigma**2,
    together: Expr = Integer(0),
    spread: Risk | None = None,
    at: Any = POINT,
) -> Evidence:
    """Of (X_S'X_S)⁻¹X_S'(X_dβ_d + ε) the square, given X_S, is the mean square of the bracket times a trace.

    E ε² is `square`, E ε·X_dβ_d `together`, the trace `spread` where something is not as supposed.
    """
    u, noise, e = *symbols("u e"), Symbol("e", positive=True)
    bracket = expected((u + noise) ** 2, (u, noise), {(1, 1): together, (2, 0): b, (0, 2): square})
    mean = k * simplify(inverse_chi_square(e)).subs(e, n - k - 1)
    risk, said = (b + bracket * (spread(n, k) if spread else mean)).simplify(), sparse(n, k, b, sigma**2)
    return equal(risk.subs(at), said.subs(at)) if spread else equal(risk, said, at=at)


FOUR_ROWS = {n: 4, d: 2, k: 1, sigma: 1, b: 0}  # with b = 0, since which column is dropped depends on the data


def longer_of_two(n: Expr, k: Expr) -> Expr:  # noqa: ARG001 - of two columns of four rows, one is kept
    """E of 1/max of two χ² of four degrees of freedom: 1/4, not 1/2."""
    x = Symbol("x", positive=True)
    return integrate((2 * exp(-x / 2) / 4 * (1 - (1 + x / 2) * exp(-x / 2))).expand(), (x, 0, oo))


CELLS = {  # d, n, k, b: replicates enough to notice 2 %
    "few": (10, 20, 1, 0.25, 40_000),
    "half": (50, 100, 5, 0.0, 4_000),
    "nearly_square": (90, 100, 9, 1.0, 24_000),
    "a_hundred": (100, 200, 1, 0.04, 2_000),
}
CHUNKS, NOISE = 8, 2.0


def simulated(cell: str, which: str) -> Leg:
    """The leg dense_CELL or sparse_fit_CELL."""
    columns, rows, kept, lost, replicates = CELLS[cell]
    key = ("bias_variance.gaussian_design", which, cell)

    def moments(statistics: Callable[[np.random.Generator, int], Array], seed: int) -> Moments:
        return simulate(Simulation(statistics, key, replicates // CHUNKS), seed, most=CHUNKS)

    def dense(trace: Callable[[int, int], float] = trace, seed: int = 0) -> Evidence:
        """The control variate is taken off as it is."""
        found = moments(lambda rng, size: inverse_trace(rng, rows, columns, size), seed)
        return z_test(found.estimate(1.0, -1.0), trace(rows, columns))

    def sparse_fit(sparse: Callable[..., float] = sparse, seed: int = 0) -> Evidence:
        """Three control variates of mean zero."""
        found = moments(lambda rng, size: sparse_risk(rng, rows, kept, lost, NOISE, size), seed)
        return z_test(found.controlled(dict.fromkeys((1, 2, 3), 0.0)), sparse(rows, kept, lost, NOISE))

    check = dense if which == "dense" else sparse_fit
    check.__name__ += f"_{cell}"
    says = (
        f"d = {columns}, σ = 1: 2d − 1 draws a design"
        if which == "dense"
        else f"k = {kept}, b = {lost}, σ² = {NOISE}: k + 1 columns"
    )
    return leg("monte_carlo", part=which, covers=f"n = {rows}, {says}, the noise expected")(check)


dense = tuple(simulated(cell, "dense") for cell in CELLS)
sparse_fit = tuple(simulated(cell, "sparse") for cell in CELLS)

ROWS, COLUMNS, KEPT, DROPPED = 12, 5, 2, (0.6, -0.8, 0.5)


@leg("monte_carlo", part="dense", covers="n = 12, d = 5: designs and noise row by row, until 2 % would show")
def rows_and_noise(trace: Callable[[int, int], float] = trace, seed: int = 0) -> Evidence:
    """Nothing reduced and nothing expected beforehand: X and ε are drawn, and least squares solved."""

    def statistics(rng: np.random.Generator, size: int) -> Array:
        X, noise = rng.standard_normal((size, ROWS, COLUMNS)), rng.standard_normal((size, ROWS, 1))
        across = np.swapaxes(X, 1, 2)
        return (np.linalg.solve(across @ X, across @ noise) ** 2).sum(axis=(1, 2))

    simulation = Simulation(statistics, ("bias_variance.gaussian_design", "rows"), 20_000)
    return z_test(simulate(simulation, seed, most=40, target=0.0013).estimate(), trace(ROWS, COLUMNS))


@leg("monte_carlo", part="sparse", covers="n = 12, d = 5, k = 2: designs of all columns and noise, row by row")
def rows_dropped(sparse: Callable[..., float] = sparse, seed: int = 0) -> Evidence:
    """Y is made of all five columns and fitted on two; what is dropped is left in Y, and counted as lost."""
    beta = np.array([0.0] * KEPT + list(DROPPED))

    def statistics(rng: np.random.Generator, size: int) -> Array:
        X = rng.standard_normal((size, ROWS, COLUMNS))
        Y = (X * beta).sum(axis=-1)[..., None] + rng.standard_normal((size, ROWS, 1))
        kept = X[:, :, :KEPT]
        across = np.swapaxes(kept, 1, 2)
        return (np.linalg.solve(across @ kept, across @ Y) ** 2).sum(axis=(1, 2)) + (beta**2).sum()

    simulation = Simulation(statistics, ("bias_variance.gaussian_design", "dropped"), 20_000)
    derived = sparse(ROWS, KEPT, float((beta**2).sum()), 1.0)
    return z_test(simulate(simulation, seed, most=20, target=0.003).estimate(), derived)


control(rows_dropped, "what is dropped is lost, and is no noise", sparse=lost_once)
control(rows_dropped, "2 % off", sparse=lambda *at: 1.02 * sparse(*at))
for check in (dense_derivation, *dense, rows_and_noise):
    control(check, "n − d for n − d − 1", trace=without_the_one)
control(dense_derivation, "n for n − d − 1", trace=of_the_rows)
control(dense_derivation, "n − d degrees of freedom", others=d)
control(rows_and_noise, "2 % off", trace=lambda n, d: 1.02 * trace(n, d))
for check in (sparse_derivation, *sparse_fit[:1], *sparse_fit[2:3]):
    control(check, "what is dropped is lost, and is no noise", sparse=lost_once)
control(sparse_fit[:3], "n − k for n − k − 1", sparse=partial(sparse, trace=without_the_one))
control(dense, "2 % off", trace=lambda n, d: 1.02 * trace(n, d))
control(sparse_fit, "2 % off", sparse=lambda *at: 1.02 * sparse(*at))
control(sparse_derivation, "of two columns the longer is kept", drops="beforehand", spread=longer_of_two, at=FOUR_ROWS)
control(sparse_derivation, "noise of mean σ", drops="centred", square=2 * sigma**2)
control(sparse_derivation, "noise −(σ/√b)X_dβ_d", drops="apart", together=-sigma * sqrt(b))
