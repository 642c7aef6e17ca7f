"""Laws, numbers and maps that tests of the hunt share."""

from __future__ import annotations

import numpy as np

from numerics.hunting.subject import Subject
from numerics.registry import operator

P = np.array([[0.6, 0.3, 0.1], [0.25, 0.35, 0.4]])


def rng():
    return np.random.Generator(np.random.PCG64(0))


def subject(function):
    return Subject(function, "f")


def power(p, T):
    return operator("power").formula(p, np.reshape(T, (-1, 1)))
