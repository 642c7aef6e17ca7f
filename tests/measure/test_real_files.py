"""Ten files as libraries write them, each beside a few lines of NumPy: the same numbers, or a refusal that is right."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest
from safetensors.numpy import save_file
from scipy.special import log_softmax, softmax

import kdaudit

SEEDS, V = 3, 10
DIGITS = kdaudit.teacher("digits")[:200]
RNG = np.random.default_rng(22)
LABELS = DIGITS.argmax(axis=-1)
Z = np.log(DIGITS + 1e-6) + RNG.normal(0, 0.7, (SEEDS, len(DIGITS), V))
S = np.log(DIGITS + 1e-3) + RNG.normal(0, 0.3, (SEEDS, len(DIGITS), V))


def top_k_filtered(z, k=5):
    """As generate's scores are: all but the likeliest at −∞, in single precision."""
    least = np.sort(z, axis=-1)[..., -k:][..., :1]
    return np.where(z >= least, z, -np.inf).astype(np.float32)


def by_likelihood(z, k=5):
    """As servers give them: the k largest logarithms, sorted by rank."""
    return -np.sort(-log_softmax(z, axis=-1), axis=-1)[..., :k].astype(np.float32)


def padded(z):
    """Classes beyond the vocabulary at −9999, as models with a rounded-up output layer have them masked."""
    return np.concatenate([z[..., :-2], np.full((*z.shape[:-1], 2), -9999.0)], axis=-1).astype(np.float32)


def squared(p):
    """Risk by hand, of probabilities to labels, less the noise, which labels have none of."""
    return float(((p.astype(np.float64) - np.eye(p.shape[-1])[LABELS]) ** 2).sum(axis=-1).mean())


def npy(path, rows):
    np.save(path.with_suffix(".npy"), rows)
    return path.with_suffix(".npy")


def npz(path, rows):
    np.savez_compressed(path.with_suffix(".npz"), predictions=rows)
    return path.with_suffix(".npz")


def safetensors(path, rows):
    save_file({"logits": rows}, path.with_suffix(".safetensors"))
    return path.with_suffix(".safetensors")


# what is saved of logits; how; options; what NumPy makes of it, or what the refusal says
FILES = {
    "scores of generate": (top_k_filtered, npy, {"logits": True}, lambda z: softmax(z.astype(float), axis=-1)),
    "log-probabilities of the top 5 by rank": (by_likelihood, npz, {"logits": True}, "likeliest 5"),
    "float16 probabilities": (
        lambda z: softmax(z.astype(np.float32), axis=-1).astype(np.float16),
        npz,
        {},
        lambda p: p.astype(float),
    ),
    "float16 logits": (
        lambda z: z.astype(np.float16),
        npz,
        {"logits": True},
        lambda z: softmax(z.astype(float), axis=-1),
    ),
    "bfloat16 logits": (
        lambda z: z.astype(ml_dtypes.bfloat16),
        safetensors,
        {"logits": True},
        lambda z: softmax(z.astype(float), axis=-1),
    ),
    "bfloat16 probabilities in float32": (
        lambda z: softmax(z, axis=-1).astype(ml_dtypes.bfloat16).astype(np.float32),
        npy,
        {},
        lambda p: p.astype(float),
    ),
    "rounded to four digits": (lambda z: softmax(z, axis=-1).round(4), npy, {}, "--renormalise"),
    "rounded, renormalised": (
        lambda z: softmax(z, axis=-1).round(4),
        npy,
        {"renormalise": True},
        lambda p: p / p.sum(axis=-1, keepdims=True),
    ),
    "masked by −9999": (padded, npy, {"logits": True}, lambda z: softmax(z.astype(float), axis=-1)),
    "probabilities said to be logits": (lambda z: softmax(z, axis=-1), npy, {"logits": True}, "are probabilities"),
}


@pytest.mark.parametrize("name", FILES)
def test_measured_as_by_hand_or_refused(tmp_path, name):
    saved, write, options, expected = FILES[name]
    rows = [saved(z) for z in (Z, S)]
    files = [write(tmp_path / side, one) for side, one in zip(("teacher", "student"), rows, strict=True)]
    labels = npy(tmp_path / "labels", LABELS)
    if isinstance(expected, str):
        with pytest.raises(kdaudit.UsageError, match=expected) as error:
            kdaudit.measure(*files, labels=labels, **options)
        assert "\n" not in str(error.value)
        return
    found = kdaudit.measure(*files, labels=labels, **options)
    by_hand = [expected(one) for one in rows]
    for side, p in zip((found.teacher, found.student), by_hand, strict=True):
        assert side.risk == pytest.approx(squared(p), rel=1e-13)
        M = len(p)  # bias² without the plug-in's bias: the mean of products of different seeds
        off = p - np.eye(p.shape[-1])[LABELS]
        pairs = [(off[a] * off[b]).sum(axis=-1).mean() for a in range(M) for b in range(M) if a != b]
        assert side.bias.value == pytest.approx(np.mean(pairs), rel=1e-12)
        assert side.variance.value == pytest.approx(squared(p) - np.mean(pairs), rel=1e-11)
        assert side.accuracy == pytest.approx((p.argmax(axis=-1) == LABELS).mean(), rel=1e-13)
        assert side.brier == pytest.approx(squared(p), rel=1e-13)
        with np.errstate(divide="ignore"):
            log_loss = -np.log(p[:, np.arange(len(LABELS)), LABELS]).mean()
        assert side.log_loss == pytest.approx(log_loss, rel=1e-12)
    assert found.difference == pytest.approx(squared(by_hand[1]) - squared(by_hand[0]), rel=1e-11)
