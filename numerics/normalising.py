"""One unknown a row, by safeguarded Newton iteration: what makes the entries of a softened row sum to one."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, log2

from numerics.libraries import AnyArray, library

NEWTON, MOST = 60, 200  # steps: with Newton, then by halving, which alone takes 64 to a root that is not tiny


def root(
    evaluate: Callable[[AnyArray], tuple[AnyArray, AnyArray]], low: AnyArray, high: AnyArray, first: AnyArray, V: int
) -> AnyArray:
    """The x in [low, high], each of shape (rows, 1), at which an increasing excess is zero.

    `evaluate(x)` returns the excess, the sum of V entries less one, and Newton's next x. A step ends at
    the bracket; after one that did not halve the excess, or after 60, comes the middle of the bracket. A row is
    done when its excess is rounding of the sum or its step rounding of x.
    """
    xp = library(low)
    eps = float(xp.finfo(low.dtype).eps)
    x, before = first, xp.full_like(low, inf)
    for step in range(MOST):
        excess, newton = evaluate(x)
        low, high = xp.where(excess < 0, x, low), xp.where(excess > 0, x, high)  # the excess rises with x
        size = xp.abs(excess)
        # done: the excess is rounding of a sum of V entries, or Newton moves by rounding of x, or the bracket is closed
        done = (size <= eps * (2 + log2(V))) | (xp.abs(newton - x) <= eps * xp.abs(x)) | (high - low <= eps * high)
        if xp.all(done):
            break
        # Newton is trusted while each step halves the excess; where it stalls or is no number, the bracket is halved
        trusted = (size <= before / 2) & ~xp.isnan(newton) & (step < NEWTON)
        within = xp.minimum(xp.maximum(newton, low), high)
        x = xp.where(done, x, xp.where(trusted, within, low + (high - low) / 2))
        before = xp.where(trusted, size, inf)  # after a halving Newton may try again
    return x
