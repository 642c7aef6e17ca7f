"""Gaussian designs by what least squares knows of them: a few χ draws in place of n rows of d columns."""

from __future__ import annotations

import numpy as np

from numerics.simplex import Array


def inverse_trace(rng: np.random.Generator, n: int, d: int, replicates: int) -> Array:
    """tr (X'X)⁻¹ for X of n standard normal rows and d ≤ n columns, shape (replicates,), in 2d − 1 draws each.

    Reflections from the left and the right make X bidiagonal: a_i² ~ χ² with n − i + 1 degrees of freedom on the
    diagonal, b_i² ~ χ² with d − i beside it, all independent (Golub and Kahan 1965; Dumitriu and Edelman 2002).
    Row i of the inverse is (e_i − b_i · row (i + 1))/a_i, and the two terms are orthogonal: their squares add up.
    """
    i = np.arange(1, d + 1)
    a2 = rng.chisquare(n - i + 1, size=(replicates, d))
    b2 = rng.chisquare(d - i[:-1], size=(replicates, d - 1))
    row = 1 / a2[:, -1]
    total = row.copy()
    for c in range(d - 2, -1, -1):
        row = (1 + b2[:, c] * row) / a2[:, c]
        total += row
    return total


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

    Given the design, shape (replicates,): lost + ‖(X_S'X_S)⁻¹X_S'X_d β_d‖² + noise · tr (X_S'X_S)⁻¹. X_d β_d is a
    column of normals, of variance `lost`, apart from X_S: k + 1 columns are enough.
    """
    L = bartlett(rng, n, k + 1, replicates)
    inverse = np.linalg.inv(L[:, :k, :k])
    leaked = (L[:, k, :k, None] * inverse).sum(axis=1) * np.sqrt(lost)
    return lost + (leaked**2).sum(axis=-1) + noise * (inverse**2).sum(axis=(-2, -1))
