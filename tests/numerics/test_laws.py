"""The five kinds of adversarial laws are what they are said to be."""

from __future__ import annotations

import numpy as np
import pytest

from numerics.laws import adversarial

V, COUNT = 6, 5000


def kinds(*, faces: bool) -> list[np.ndarray]:
    """The laws of each kind, shape (1000, V), drawn once."""
    rows = adversarial(np.random.default_rng(7), COUNT, V, faces=faces)
    assert np.abs(rows.sum(axis=1) - 1).max() < 1e-12
    return [rows[kind::5] for kind in range(5)]


@pytest.mark.parametrize("faces", [False, True])
def test_zeros_lie_where_they_are_asked_for(faces):
    *others, last = kinds(faces=faces)
    assert all((rows > 0).all() for rows in others)
    zeros = (last == 0).mean()
    assert abs(zeros - 0.5 * (V - 1) / V) < 0.02 if faces else zeros == 0  # of a coin, the largest left out
    assert (last.max(axis=1) > 0).all()


def test_the_lopsided_and_the_nearly_uniform():
    lopsided, uniform, *_ = kinds(faces=False)
    assert np.median(lopsided.max(axis=1)) > 0.4
    assert np.quantile(lopsided.min(axis=1), 0.1) < 1e-20
    away = np.abs(V * uniform - 1).max(axis=1)
    assert away.max() < 1
    assert np.median(np.log10(away)) == pytest.approx(-6.3, abs=0.5)


def test_the_nearly_tied():
    _, _, tied, *_ = kinds(faces=False)
    ordered = -np.sort(-tied, axis=1)
    gaps = np.diff(np.log(ordered), axis=1)
    nearest = np.abs(gaps).min(axis=1)
    assert (nearest < 0.5).mean() > 0.95  # columns were drawn with repetition
    assert 1e-9 < np.median(nearest) < 1e-4


def test_the_nearly_zero_reach_down_to_1e_300():
    *_, small, _ = kinds(faces=False)
    logs = np.log10(small).ravel()
    assert logs.min() < -290
    assert np.median(logs) == pytest.approx(-110, abs=30)  # evenly from −300 to 0, less the largest of a row
