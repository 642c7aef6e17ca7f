"""Logit softening, the Legendre family of g(s) = log(s/(1 − s)): q_i = 1/(1 + exp(−(logit p_i + c)/T))."""

import numpy as np
from scipy.special import expit
from scipy.special import logit as log_odds

from numerics.legendre import Generator, allowance, legendre
from numerics.operator import Operator, always

generator = Generator(
    g=log_odds,
    inverse=expit,
    weight=lambda s: s * (1 - s),
    below_one=lambda s: -log_odds(s),
    complement=lambda y: expit(-y),
    weight_below_one=lambda s: s * (1 - s),
    floor=-np.inf,
    ceiling=np.inf,
)

logit = Operator(
    name="logit",
    tex=r"\log\frac{q_i}{1-q_i} = \Bigl(\log\frac{p_i}{1-p_i} + c\Bigr)/T,\ \sum q = 1",
    formula=legendre(generator),
    composes=always,
    allowance=allowance(generator),
)
