"""Softmax of the probabilities over T: the common mistake of taking them for logits."""

from scipy.special import softmax as scipy_softmax

from numerics.operator import Operator

softmax = Operator(
    name="softmax",
    tex=r"q_i = e^{p_i/T}/\sum_j e^{p_j/T}",
    formula=lambda p, T: scipy_softmax(p / T, axis=-1),
    closed=True,
    breaks=("identity",),
)
