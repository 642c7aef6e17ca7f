"""How far confidence is from being right, in bins of confidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.simplex import Array

BINS = 15  # of equal width, as in Guo et al. 2017


@dataclass(frozen=True)
class Reliability:
    """Sums over examples in each bin of confidence, for each row of a model: four arrays of shape (rows, BINS).

    `count`, `confidence` (the largest probability), `right` (the target's probability of that class), and `squares` of
    their difference. Sums of two blocks add up.
    """

    count: Array
    confidence: Array
    right: Array
    squares: Array

    @classmethod
    def of(cls, confidence: Array, right: Array) -> Reliability:
        """Of the largest probabilities and the target's of the same classes, shape (rows, B) both."""
        rows = len(confidence)
        place = np.minimum((confidence * BINS).astype(np.int64), BINS - 1) + BINS * np.arange(rows)[:, None]

        def total(values: Array) -> Array:
            summed = np.bincount(place.ravel(), values.ravel(), BINS * rows).reshape(rows, BINS)
            return summed.astype(np.float64)

        return cls(total(np.ones_like(confidence)), *map(total, (confidence, right, (confidence - right) ** 2)))

    def __add__(self, other: Reliability) -> Reliability:
        mine, theirs = vars(self).values(), vars(other).values()
        return Reliability(*(a + b for a, b in zip(mine, theirs, strict=True)))

    @property
    def expected_error(self) -> Array:
        """The expected calibration error, shape (rows,): |confidence − right| of bins, weighted by their share.

        It overstates: in a bin of n examples chance alone makes a gap of the order 1/√n.
        """
        return np.abs(self.confidence - self.right).sum(axis=-1) / self.count.sum(axis=-1)

    @property
    def squared_error(self) -> Array:
        """The squared gaps of bins, weighted by their share, less what chance adds: shape (rows,).

        gap² − variance/n of each bin is unbiased, examples being independent; bins of one example are left out, and
        where all are it is not a number.
        """
        gap, variance = self._bins()
        return _squared(self.count, gap, variance)

    def interval(self, rng: np.random.Generator, level: float, replicates: int = 400) -> tuple[float, float]:
        """Of the squared error's mean over rows, for these rows, by drawing the examples of each bin anew.

        Counts are multinomial, gaps of bins normal with the bin's variance: a bootstrap of examples from its
        sufficient statistics. Replicates scatter about a mean that holds the bins' noise twice; quantiles of their
        deviations from it are added to the estimate. Rows are scored on the same examples, in ways that the sums do not
        show: replicates are averaged in order of size, as if rows erred together, which is the worst that they can.
        """
        total = self.count.sum(axis=-1, keepdims=True)
        gap, variance = self._bins()
        shares = zip(total[:, 0], self.count / total, strict=True)
        drawn = [rng.multinomial(int(n), share, replicates) for n, share in shares]
        counts = np.stack(drawn, axis=1).astype(np.float64)
        gaps = gap + np.sqrt(variance / np.maximum(counts, 1)) * rng.standard_normal(counts.shape)
        found = np.sort(_squared(counts, gaps, variance), axis=0).mean(axis=-1)
        low, high = np.quantile(found - found.mean(), [(1 - level) / 2, (1 + level) / 2])
        value = float(self.squared_error.mean())
        return value + float(low), value + float(high)

    def _bins(self) -> tuple[Array, Array]:
        """confidence − right and its variance among the examples of each bin, shape (rows, BINS)."""
        n = np.maximum(self.count, 2)
        gap = (self.confidence - self.right) / np.maximum(self.count, 1)
        return gap, np.maximum((self.squares - n * gap**2) / (n - 1), 0)


def _squared(count: Array, gap: Array, variance: Array) -> Array:
    """Σ count (gap² − variance/count)/Σ count over bins of two examples or more."""
    several = np.where(count > 1, count, 0)
    total = several.sum(axis=-1)
    found = (several * gap**2 - np.where(count > 1, variance, 0)).sum(axis=-1) / np.maximum(total, 1)
    return np.where(total > 0, found, np.nan)


def confidence(p: Array, truth: Array) -> tuple[Array, Array]:
    """The largest probability of each law of p, shape (rows, B, V), and what `truth`, shape (B, V), gives to the same
    class: shape (rows, B) both."""
    best = p.argmax(axis=-1)
    return np.take_along_axis(p, best[..., None], axis=-1)[..., 0], truth[np.arange(len(truth)), best]
