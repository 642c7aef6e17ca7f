"""The real teacher is what its docstring says."""

import numpy as np
from scipy.special import softmax

from numerics.teachers.digits import digits


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
