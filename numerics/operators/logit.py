"""Logit softening, the Legendre family of g(s) = log(s/(1 − s)): q_i = 1/(1 + exp(−(logit p_i + c)/T))."""

from math import inf

from scipy import special

from numerics.legendre import Generator, allowance, legendre
from numerics.libraries import AnyArray, expit, library, numpy_library
from numerics.operator import Operator, always


def log_odds(s: AnyArray) -> AnyArray:
    """log(s/(1 − s))."""
    xp = library(s)
    return special.logit(s) if xp is numpy_library else xp.log(s) - xp.log1p(-s)


generator = Generator(
    g=log_odds,
    inverse=expit,
    weight=lambda s: s * (1 - s),
    below_one=lambda s: -log_odds(s),
    complement=lambda y: expit(-y),
    weight_below_one=lambda s: s * (1 - s),
    floor=-inf,
    ceiling=inf,
)

logit = Operator(
    name="logit",
    tex=r"\log\frac{q_i}{1-q_i} = \Bigl(\log\frac{p_i}{1-p_i} + c\Bigr)/T,\ \sum q = 1",
    formula=legendre(generator),
    composes=always,
    portable=True,
    allowance=allowance(generator),
)
