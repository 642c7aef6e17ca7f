"""Gaussian designs by what least squares knows of them: a few χ draws in place of n rows of d columns."""

from __future__ import annotations

import numpy as np

from numerics.simplex import Array


def inverse_trace(rng: np.random.Generator, n: int, d: int, replicates: int) -> Array:
    """tr (X'X)⁻¹ for X of n standard normal rows and d ≤ n − 4 columns, in 2d − 1 draws each; and a control variate.

    Shape (replicates, 2). Reflections from the left and the right make X bidiagonal: a_i² ~ χ² with n − i + 1 degrees
    of freedom on the diagonal, b_i² ~ χ² with d − i beside it, all independent (Golub and Kahan 1965; Dumitriu and
    Edelman 2002). Row i of the inverse is (e_i − b_i · row (i + 1))/a_i, and the two terms are orthogonal: their
    squares add up. The control is what the trace has of first order in each 1/a_i² and b_i² less their means,
    1/(n − i − 1) and d − i; whatever its weights are, its mean is zero, and its best slope is 1. Raises ValueError
    where 1/a_d² has no variance.
    """
    if n < d + 4:
        raise ValueError("1/χ² has a variance from five degrees of freedom on: n >= d + 4")
    i = np.arange(1, d + 1)
    inverse, square = 1 / (n - i - 1.0), d - i  # the means
    squared = np.zeros(d + 1)  # of rows of the inverse, the mean; the last is none
    for c in range(d - 1, -1, -1):
        squared[c] = (1 + square[c] * squared[c + 1]) * inverse[c]
    weight = np.ones(d)  # of a row in the trace
    for c in range(d - 1):
        weight[c + 1] = 1 + weight[c] * square[c] * inverse[c]
    drawn = 1 / rng.chisquare((n - i + 1)[:, None], (d, replicates))
    beside = rng.chisquare(square[:-1, None], (d - 1, replicates))
    row = drawn[-1].copy()
    total = row.copy()
    for c in range(d - 2, -1, -1):
        row *= beside[c]
        row += 1
        row *= drawn[c]
        total += row
    drawn -= inverse[:, None]
    beside -= square[:-1, None]
    control = np.einsum("c,cr->r", weight * squared[:-1] / inverse, drawn)
    control += np.einsum("c,cr->r", (weight * inverse * squared[1:])[:-1], beside)
    return np.stack([total, control], axis=-1)


def bartlett(rng: np.random.Generator, n: int, d: int, replicates: int) -> Array:
    """Lower factors L of X'X = LL', X of n standard normal rows and d ≤ n columns: shape (replicates, d, d).

    Below the diagonal are standard normals, on it the roots of χ² with n, n − 1, …, n − d + 1 degrees of freedom
    (Bartlett 1933).
    """
    L = np.tril(rng.standard_normal((replicates, d, d)), -1)
    L[:, np.arange(d), np.arange(d)] = np.sqrt(rng.chisquare(n - np.arange(d), size=(replicates, d)))
    return L


def sparse_risk(rng: np.random.Generator, n: int, k: int, lost: float, noise: float, replicates: int) -> Array:
    """E‖β̂ − β‖² over the noise, of variance `noise`, when k columns are kept and ‖β_dropped‖² = lost is not.

    Given the design: lost + ‖(X_S'X_S)⁻¹X_S'X_d β_d‖² + noise · tr (X_S'X_S)⁻¹. X_d β_d is a column of normals, of
    variance `lost`, apart from X_S: k + 1 columns are enough, k ≤ n − 4. Shape (replicates, 4): the risk is followed by
    three control variates, sums less their means: of 1/χ² on the diagonal of the triangular factor, of the squared
    normals in its last row, and of those in the rows above. Raises ValueError where 1/χ² has no variance.
    """
    if n < k + 4:
        raise ValueError("1/χ² has a variance from five degrees of freedom on: n >= k + 4")
    L = bartlett(rng, n, k + 1, replicates)
    kept, freedom = L[:, :k, :k], n - np.arange(k)
    inverse = np.linalg.inv(kept)
    leaked = (L[:, k, :k, None] * inverse).sum(axis=1) * np.sqrt(lost)
    risk = lost + (leaked**2).sum(axis=-1) + noise * (inverse**2).sum(axis=(-2, -1))
    means = 1 / (freedom - 2.0)
    diagonal = (1 / np.diagonal(kept, axis1=1, axis2=2) ** 2 - means).sum(axis=-1)
    last = ((L[:, k, :k] ** 2 - 1) * means).sum(axis=-1)
    below = ((np.tril(kept, -1) ** 2).sum(axis=-1) - np.arange(k)) @ means
    return np.stack([risk, diagonal, last, below], axis=-1)
