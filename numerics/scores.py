"""What predictions score against a fresh label: negative log-likelihood and Brier score, in the mean over labels.

Both are proper scoring rules (Gneiting and Raftery 2007, doi:10.1198/016214506000001437): in the mean over labels drawn
from a law they are least at that law.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.simplex import Array


def log_loss(p: NDArray[Any], law: Array, labels: NDArray[np.intp] | None = None, log_p: Array | None = None) -> Array:
    """−Σ law log p, in nats, of rows p, shape (rows, B, V), for laws, (B, V): shape (rows, B).

    `labels`, shape (B,), are the classes of laws that are one-hot; `log_p` are logarithms where they are known, which
    p may be too small to have. It is infinite where p is zero at a class that the law has.
    """
    if log_p is not None:
        if labels is not None:
            return -log_p[:, np.arange(len(law)), labels]
        return -np.einsum("rbv,bv->rb", np.where(law > 0, log_p, 0.0), law)
    with np.errstate(divide="ignore"):
        if labels is not None:
            return -np.log(p[:, np.arange(len(law)), labels], dtype=np.float64)
        logs = np.log(p if law.min() > 0 else np.where(law > 0, p, 1), dtype=np.float64)
        return -np.einsum("rbv,bv->rb", logs, law)


def brier(p: Array, law: Array) -> Array:
    """Σ p² − 2 Σ p law + 1, the mean of ‖p − e_y‖² over labels y of that law (e_y one-hot); shapes as above."""
    return np.einsum("rbv,rbv->rb", p, p) - 2 * np.einsum("rbv,bv->rb", p, law) + 1
