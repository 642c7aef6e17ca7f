"""Streams by name; adversarial laws."""

from __future__ import annotations

import numpy as np
import pytest

from numerics.chance import stream
from numerics.laws import adversarial
from numerics.simplex import entropy
from numerics.sweeping import adversaries, sweep


def test_streams_are_functions_of_their_name():
    first = stream(1, "claim", 2).random(4)
    np.testing.assert_array_equal(first, stream(1, "claim", 2).random(4))
    for other in (
        stream(2, "claim", 2),
        stream(1, "other", 2),
        stream(1, "claim", 3),
        stream(1, "claim", "2"),
        stream(1, "claim"),
    ):
        assert (other.random(4) != first).all()


@pytest.mark.parametrize("faces", [True, False])
@pytest.mark.parametrize("V", [2, 3, 17])
def test_adversarial_laws(V, faces):
    p = adversarial(stream(0, "laws"), 500, V, faces=faces)
    assert p.shape == (500, V)
    np.testing.assert_allclose(p.sum(axis=-1), 1, atol=1e-14, rtol=0)
    assert (p >= 0).all()
    assert ((p == 0).any()) == faces
    ordered = np.sort(p, axis=-1)
    gaps = np.diff(ordered, axis=-1) / np.maximum(ordered[:, 1:], 1e-300)
    assert ((gaps > 0) & (gaps < 1e-9)).any(), "near ties"
    assert (np.abs(p * V - 1).max(axis=-1) < 1e-6).any(), "nearly uniform"
    assert (ordered[:, 0] < 1e-100).any(), "nearly zero"
    assert (ordered[:, -1] > 0.999).any(), "nearly one-hot"


def test_the_sweep_finds_the_worst():
    laws = adversaries(0, "sweep", faces=True, sizes=(2, 3), count=50)
    assert [p.shape for p in laws] == [(50, 2), (50, 3)]
    worst = sweep(lambda p, T: entropy(p) / T, laws, (1.0, 2.0))
    assert worst.examples == 200
    assert worst.T == 1.0
    assert worst.excess == max(entropy(p).max() for p in laws)
    assert entropy(np.array(worst.p)) == pytest.approx(worst.excess, rel=1e-14)


def test_a_measure_gives_one_number_a_law():
    with pytest.raises(ValueError, match=r"a measure gives one excess a law: \(50,\), not \(2,\)"):
        sweep(lambda p, T: p.max(axis=0), adversaries(0, "sweep", faces=True, sizes=(2,), count=50), (1.0,))


def test_the_laws_of_a_claim():
    assert [p.shape for p in adversaries(0, "sweep", faces=True)] == [(400, 2), (400, 3), (400, 5), (400, 8)]


def test_a_number_that_is_none_is_the_worst_there_is():
    laws = [np.array([[0.5, 0.5], [0.9, 0.1]]), np.array([[0.4, 0.6]])]
    worst = sweep(lambda p, T: np.where(p[:, 0] == 0.9, np.nan, 1.0), laws, (1.0,))
    assert worst.excess == np.inf
    assert worst.p == (0.9, 0.1)


def test_entropy_in_nats():
    np.testing.assert_allclose(
        entropy([[0.5, 0.5], [1.0, 0.0], [0.25, 0.75]]), [np.log(2), 0, 0.5623351446188083], rtol=1e-15
    )


def test_a_seed_gives_the_same_laws_as_ever():
    """Old witnesses can be found again: the generator and its recipe are part of what a seed means."""
    p = adversarial(stream(7, "as ever"), 10, 3, faces=True)[:5]
    np.testing.assert_allclose(p, AS_EVER, rtol=1e-9)
    inside = adversarial(stream(7, "as ever"), 10, 3, faces=False)
    np.testing.assert_allclose(inside[:4], AS_EVER[:4], rtol=1e-9)
    np.testing.assert_allclose(inside[4], [0.13576365834668674, 0.4793609297781490, 0.38487541187516383], rtol=1e-9)


AS_EVER = [
    [1.3820929157053424e-01, 8.6179070842946548e-01, 2.7377968258699473e-16],
    [3.3183179969065540e-01, 3.3524094952572492e-01, 3.3292725078361968e-01],
    [3.9014028441149677e-13, 9.9999999999923994e-01, 3.6996907417171913e-13],
    [9.9999999999999789e-01, 5.1571767067452027e-102, 2.1610257761140032e-15],
    [0, 1, 0],
]
