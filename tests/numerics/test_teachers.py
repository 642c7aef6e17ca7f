"""The real teachers are what their docstrings say."""

import numpy as np
import pytest
from scipy.special import softmax

from numerics.teachers.digits import digits
from numerics.teachers.files import FILES
from numerics.teachers.langid import langid
from numerics.teachers.magika import magika
from numerics.teachers.paragraphs import PARAGRAPHS
from numerics.teachers.wordfreq import wordfreq


def test_digits():
    teacher = digits()
    assert teacher.name == "digits"
    assert teacher.logits.shape == teacher.probabilities.shape == (898, 10)
    np.testing.assert_allclose(softmax(teacher.logits, axis=-1), teacher.probabilities, rtol=1e-10)
    assert 1e-7 < teacher.probabilities.min() < 3e-7


def test_it_has_learnt_something():
    from sklearn.datasets import load_digits  # noqa: PLC0415

    labels = load_digits(return_X_y=True)[1][1::2]
    assert np.mean(digits().probabilities.argmax(axis=-1) == labels) > 0.94


def test_a_language_identifier():
    rows = langid()
    assert rows.shape == (len(PARAGRAPHS), 176)
    np.testing.assert_allclose(rows.sum(axis=-1), 1, atol=1e-12, rtol=0)
    assert 0 < rows.min() < 1e-30
    assert (rows.max(axis=-1) > 0.8).mean() > 0.6  # it knows most of them,
    assert (rows.max(axis=-1) < 0.6).any()  # and not all


def test_a_network_for_file_types():
    rows = magika()
    assert rows.shape == (len(FILES), 214)
    np.testing.assert_allclose(rows.sum(axis=-1), 1, atol=1e-12, rtol=0)
    assert rows.min() > 0
    assert len(set(rows.argmax(axis=-1))) > 40  # it tells most of them apart,
    assert (rows.max(axis=-1) < 0.6).sum() > 5  # and is unsure of some


def test_words():
    (row,) = wordfreq()
    assert row.shape == (321_180,)
    assert (np.diff(row) <= 0).all()
    assert row.sum() == pytest.approx(1, abs=1e-12)
    assert 0.05 < row[0] < 0.06  # "the"
