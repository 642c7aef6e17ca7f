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
    def of(cls, p: Array, truth: Array) -> Reliability:
        """Of predictions, shape (rows, B, V), against laws of the label, shape (B, V)."""
        best = p.argmax(axis=-1)
        confidence = np.take_along_axis(p, best[..., None], axis=-1)[..., 0]
        right = truth[np.arange(len(truth)), best]
        place = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
        place += BINS * np.arange(len(p))[:, None]

        def total(values: Array) -> Array:
            summed = np.bincount(place.ravel(), values.ravel(), BINS * len(p)).reshape(len(p), BINS)
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

        gap² − variance/n of each bin is unbiased, examples being independent; bins of one example are left out.
        """
        n = np.maximum(self.count, 2)
        gap = (self.confidence - self.right) / n
        variance = (self.squares - n * gap**2) / (n - 1)
        weight = np.where(self.count > 1, self.count, 0)
        return (weight * (gap**2 - variance / n)).sum(axis=-1) / np.maximum(weight.sum(axis=-1), 1)

    def interval(self, rng: np.random.Generator, level: float, replicates: int = 400) -> tuple[float, float]:
        """Of the expected calibration error's mean over rows, by drawing the examples of each bin anew.

        Counts are multinomial, gaps of bins normal with the bin's variance: what a bootstrap of examples does, from
        its sufficient statistics. For these rows; examples are taken as independent.
        """
        total = self.count.sum(axis=-1, keepdims=True)
        n = np.maximum(self.count, 1)
        gap = (self.confidence - self.right) / n
        deviation = np.sqrt(np.maximum(self.squares / n - gap**2, 0))
        counts = np.stack(
            [rng.multinomial(int(t), c / t, replicates) for t, c in zip(total[:, 0], self.count, strict=True)]
        )
        drawn = gap[:, None] + deviation[:, None] * rng.standard_normal(counts.shape) / np.sqrt(np.maximum(counts, 1))
        errors = (counts * np.abs(drawn)).sum(axis=-1) / total
        low, high = np.quantile(errors.mean(axis=0), [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)
