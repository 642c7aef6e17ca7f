"""Least squares over the rationals: students, ranks and kernels exactly, from tables of fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq, fmpq_mat

Table = Sequence[Sequence[Fraction | int]]


def matrix(table: Table) -> fmpq_mat:
    """A table as flint's matrix."""
    rows = [[fmpq(Fraction(x).numerator, Fraction(x).denominator) for x in row] for row in table]
    return fmpq_mat(len(rows), len(rows[0]), [x for row in rows for x in row])


def rank(table: Table) -> int:
    """The rank of a table."""
    return matrix(table).rank()


def kernel(table: Table) -> list[list[Fraction]]:
    """A basis of the vectors a with Σ_i a_i φ_i = 0 for the rows φ_i of a table, by elimination."""
    reduced, size = matrix(table).transpose().rref()
    entries = reduced.table()
    N = len(table)
    pivots = [next(c for c in range(N) if entries[r][c] != 0) for r in range(size)]
    basis = []
    for free in (c for c in range(N) if c not in pivots):
        vector = [Fraction(int(c == free)) for c in range(N)]
        for r, pivot in enumerate(pivots):
            vector[pivot] = -fraction(entries[r][free])
        basis.append(vector)
    return basis


def students(features: Table, targets: Table) -> list[list[Fraction]]:
    """What the least-squares students of the columns of targets, N × V, say on the data, N × V: by normal equations."""
    phi, q = matrix(features), matrix(targets)
    _, size = phi.rref()
    entries = phi.rref()[0].table()
    chosen = [next(c for c in range(phi.ncols()) if entries[r][c] != 0) for r in range(size)]
    rows = phi.table()
    basis = fmpq_mat([[row[c] for c in chosen] for row in rows])
    weights = (basis.transpose() * basis).solve(basis.transpose() * q)
    return [[fraction(x) for x in row] for row in (basis * weights).table()]


def moments(features: Table, targets: Table) -> list[list[Fraction]]:
    """Σ_i q_i φ_iᵀ, V × d."""
    found = matrix(targets).transpose() * matrix(features)
    return [[fraction(x) for x in row] for row in found.table()]


def fraction(x: fmpq) -> Fraction:
    """A rational of flint, which computes ten times as fast, as Python has them."""
    return Fraction(int(x.p), int(x.q))
