"""Whether a softmax student of targets with zeros has a minimiser: by linear programming."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, hstack, kron, vstack

from numerics.simplex import Array


def recedes(basis: Array, q: Array) -> bool:
    """Whether some direction E lowers the loss for ever: the basis has shape (N, rank), the targets q (N, V).

    Along E the loss of an example tends to max_j e_j − ⟨q, e⟩ ≥ 0 a unit, e = Eᵀb. It is zero for all examples, and E
    not a constant in each, when e_j is the same on the classes with q_j > 0 and nowhere larger: then there is no
    minimiser, and otherwise there is one (Albert and Anderson 1984, for labels).
    """
    N, V = q.shape
    rank = basis.shape[1]
    # One row for each example and class: m_i − Σ_r b_ir E_rj, which is 0 on the support and from 0 to 1 off it.
    outputs = kron(csr_array(basis), csr_array(np.eye(V)))
    tops = coo_array((np.ones(N * V), (np.arange(N * V), np.repeat(np.arange(N), V))), shape=(N * V, N))
    slack = csr_array(hstack([-outputs, tops]))
    off = np.flatnonzero(q.ravel() == 0)
    on = np.flatnonzero(q.ravel() > 0)
    cost = -np.asarray(slack[off].sum(axis=0)).ravel()
    found = linprog(
        cost,
        A_ub=vstack([slack[off], -slack[off]]),
        b_ub=np.concatenate([np.ones(off.size), np.zeros(off.size)]),
        A_eq=slack[on],
        b_eq=np.zeros(on.size),
        bounds=[(None, None)] * (rank * V + N),
        method="highs",
    )
    if found.status != 0:
        raise RuntimeError(f"the linear program for separation was not solved: {found.message}")
    return bool(-found.fun > 1e-6)
