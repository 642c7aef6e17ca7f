"""Bias² and variance of a model from predictions of several seeds, example by example, without the plug-in's bias.

Of M independent units the plug-in bias² is the loss of their centre: the mean for squared loss, and for KL the law in
proportion to exp of the mean logarithm. It overstates bias² by Var/M, for squared loss exactly. The jackknife
(Quenouille 1956), M times it less M − 1 times its mean with one unit left out, takes that away: for squared loss it is
the mean of ⟨S − q, S' − q⟩ over pairs of different units, unbiased; for KL a bias of the order 1/M² is left. The mean
loss itself is unbiased, and what of it is not bias² is variance.

KL is KL(target‖prediction), as in distillation; the reverse, KL(prediction‖target), has the mean law for its centre.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from numerics.simplex import Array

LossName = Literal["squared", "kl", "reverse-kl"]
MASKED = -1e9  # in place of the logarithm of a probability that is zero: exp of it, or of a mean with it, is zero too


@dataclass(frozen=True)
class Terms:
    """Of the B examples of a block, for M units of a model: losses without noise.

    `losses`, shape (M, B), of each unit; `plug_in`, (B,), of the centre of all; `left_out`, (M, B), of the centre of
    all but one (of none, when there is one unit).
    """

    losses: Array
    plug_in: Array
    left_out: Array

    @property
    def risk(self) -> Array:
        """The mean loss, shape (B,)."""
        return self.losses.mean(axis=0)

    @property
    def bias(self) -> Array:
        """Bias², shape (B,), not a number from one unit; an unbiased estimate may be negative."""
        units = len(self.losses)
        if units == 1:
            return np.full_like(self.plug_in, np.nan)
        return units * self.plug_in - (units - 1) * self.left_out.mean(axis=0)

    @property
    def variance(self) -> Array:
        """Variance, shape (B,): what of the risk is not bias²."""
        return self.risk - self.bias


@dataclass(frozen=True)
class Units:
    """Which rows of a model were drawn together: they share a training set or a seed. Units are independent.

    `of_row`, shape (rows,), numbers the unit of each row; `names` are what the file calls them.
    """

    of_row: NDArray[np.int64]
    names: tuple[str, ...]

    @classmethod
    def named(cls, names: Sequence[object]) -> Units:
        """One unit for each name that differs, in order of first appearance."""
        order = {name: n for n, name in enumerate(dict.fromkeys(map(str, names)))}
        return cls(np.array([order[str(name)] for name in names]), tuple(order))

    def __len__(self) -> int:
        return len(self.names)

    def means(self, rows: Array) -> Array:
        """The mean over the rows of each unit: shape (rows, …) to (units, …); ValueError for another number of rows."""
        if len(rows) != len(self.of_row):
            raise ValueError(f"{len(rows)} rows, and units of {len(self.of_row)}")
        if len(self) == len(self.of_row):
            return rows
        return np.stack([rows[self.of_row == unit].mean(axis=0) for unit in range(len(self))])


def squared(p: Array, q: Array, units: Units, out: Array | None = None) -> Terms:
    """‖S − q‖² for predictions p, shape (rows, B, V), of targets q, shape (B, V); p − q goes to `out`, if given."""
    off = np.subtract(p, q, out=out)
    losses = units.means(np.vecdot(off, off))
    off = units.means(off)
    centre = off.mean(axis=0)
    own = losses if len(p) == len(off) else np.vecdot(off, off)
    return jackknifed(losses, own, np.vecdot(centre, centre), np.vecdot(centre, off))


def jackknifed(losses: Array, own: Array, plug_in: Array, across: Array) -> Terms:
    """Terms of squared loss from losses and ‖off_u‖², shape (M, B), ‖centre‖², (B,), and ⟨centre, off_u⟩, (M, B)."""
    M = len(own)
    if M == 1:
        return Terms(losses, plug_in, np.empty((0, len(plug_in))))
    # the centre without unit u is (M·centre − off_u)/(M − 1)
    return Terms(losses, plug_in, (M * M * plug_in - 2 * M * across + own) / (M - 1) ** 2)


def reverse_kl(p: Array, q: Array, units: Units) -> Terms:
    """KL(S‖q) in nats for predictions, shape (rows, B, V), and targets q, shape (B, V), positive where S is."""
    log_q = np.log(np.where(q > 0, q, 1.0))

    def to_target(laws: Array) -> Array:
        return np.asarray(-entr(laws).sum(axis=-1) - np.vecdot(laws, log_q))

    losses, laws = units.means(to_target(p)), units.means(p)
    M, centre = len(laws), laws.mean(axis=0)
    if M == 1:
        return Terms(losses, to_target(centre), np.empty((0, len(q))))
    left_out = np.stack([to_target(np.maximum(centre + (centre - law) / (M - 1), 0.0)) for law in laws])
    return Terms(losses, to_target(centre), left_out)


def kl(log_p: Array, q: Array, units: Units) -> Terms:
    """KL(q‖S) in nats for logarithms of predictions, shape (rows, B, V), all finite, and targets q, shape (B, V).

    S is the law in proportion to a prediction, whose sum floats leave near one: as it is in the centre, so in each row.
    """
    negentropy = -entr(q).sum(axis=-1)
    log_p = units.means(log_p - _level(log_p)[..., None])
    M = len(log_p)
    met = np.vecdot(q, log_p)  # E_q log S
    centre, met_by_centre = log_p.mean(axis=0), met.mean(axis=0)
    plug_in = negentropy - met_by_centre + _level(centre)
    if M == 1:
        return Terms(negentropy - met, plug_in, np.empty((0, len(q))))
    left_out = np.empty_like(met)
    for unit in range(M):
        without = centre + (centre - log_p[unit]) / (M - 1)
        met_without = met_by_centre + (met_by_centre - met[unit]) / (M - 1)
        left_out[unit] = negentropy - met_without + _level(without)
    return Terms(negentropy - met, plug_in, left_out)


def _level(logs: Array) -> Array:
    """log Σ exp over the last axis."""
    highest = logs.max(axis=-1)
    return highest + np.log(np.exp(logs - highest[..., None]).sum(axis=-1))


def noise(q: Array, loss: LossName) -> Array:
    """The loss of the best prediction, q itself, against a label drawn from q: 1 − Σq², or H(q); (B, V) to (B,).

    Zero for the reverse KL, which no label has.
    """
    if loss == "reverse-kl":
        return np.zeros(len(q))
    return entr(q).sum(axis=-1) if loss == "kl" else 1 - np.vecdot(q, q)
