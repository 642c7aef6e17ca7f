"""The everyday samplers as people write them: maps of probabilities p, shape (..., V), at a temperature T.

    kdaudit operator examples/samplers.py:min_p

Some are softening operators, some are not; the audit says which, and shows where one fails.
"""

import numpy as np


def temperature(p, T):
    """Temperature on probabilities: p^(1/T), normalised."""
    q = p ** (1 / T)
    return q / q.sum(axis=-1, keepdims=True)


def temperature_on_logits(z, T):
    """Temperature as a sampler has it, on logits; audit it with --on logits."""
    z = z / T
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_of_probabilities(p, T):
    """The common mistake: a softmax of what is a probability already."""
    return temperature_on_logits(p, T)


def top_k(p, T, k=2):
    """The k most likely classes, renormalised, then temperature."""
    least = np.sort(p, axis=-1)[..., -k:][..., :1]
    return temperature(np.where(p >= least, p, 0.0), T)


def top_p(p, T, share=0.8):
    """The nucleus: the fewest classes that hold the share, then temperature."""
    order = np.argsort(-p, axis=-1)
    ordered = np.take_along_axis(p, order, axis=-1)
    before = np.cumsum(ordered, axis=-1) - ordered
    kept = np.where(before < share, ordered, 0.0)
    q = np.zeros_like(p)
    np.put_along_axis(q, order, kept, axis=-1)
    return temperature(q, T)


def min_p(p, T, share=0.1):
    """Classes at least a share as likely as the likeliest, then temperature."""
    return temperature(np.where(p >= share * p.max(axis=-1, keepdims=True), p, 0.0), T)


def label_smoothing(p, T, epsilon=0.1):  # noqa: ARG001 - as people write it
    """A fixed share for the uniform law; T is not used."""
    return (1 - epsilon) * p + epsilon / p.shape[-1]


def towards_a_prior(p, T):
    """Mixing with a prior that is not uniform: here ∝ 1/class."""
    prior = 1 / np.arange(1, p.shape[-1] + 1)
    weight = 1 / max(T, 1.0)
    return weight * p + (1 - weight) * prior / prior.sum()


def by_rank(p, T):
    """Zipf's weights by rank, whatever the probabilities, then temperature."""
    rank = np.argsort(np.argsort(-p, axis=-1), axis=-1) + 1.0
    return temperature(1 / rank, T)


def mixing(p, T):
    """Mixing with the uniform law, which cannot cool; audit it with --temperatures 1:1000."""
    return p / T + (1 - 1 / T) / p.shape[-1]
