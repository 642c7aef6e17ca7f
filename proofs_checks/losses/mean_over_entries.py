r"""A mean over all entries is the mean over examples of the sum over classes, divided by tokens times V.

Of N examples of L tokens and V classes: (1/(NLV)) ΣΣΣ x = (1/(LV)) (1/N) ΣΣΣ x. So `reduction="mean"` of a divergence
that is a sum over classes divides it by V, beside what it divides by examples and tokens: with V = 50,257 a weight that
was set for a mean over examples is 50,257 times too small.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import log_softmax
from sympy import Expr, Sum, Symbol

from numerics.chance import stream
from numerics.losses.families import kl
from proofs_checks.machine.checks import equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from theory.losses import entries, entry

claim = Claim(
    statement=r"\tfrac{1}{NLV}\textstyle\sum_{n,l,i} x_{nli} = \tfrac{1}{LV}\cdot\tfrac1N\sum_n\sum_{l,i} x_{nli}",
    scope="N, L, V >= 1, real losses of entries",
    expect="derived",
)

N, L, W = (Symbol(name, integer=True, positive=True) for name in ("N", "L", "W"))


def divided(examples: Expr, tokens: Expr, classes: Expr) -> Expr:
    """What a mean over entries divides the sum over all of them by."""
    return examples * tokens * classes


@leg("identity", covers=Whole("N, L, V and every entry are symbols"))
def sums(by: Callable[[Expr, Expr, Expr], Expr] = divided) -> Evidence:
    n, t, c = (Symbol(name, integer=True, positive=True) for name in ("n", "l", "c"))
    x = entry(entries("x"), n, t, c)
    every = Sum(x, (c, 1, W), (t, 1, L), (n, 1, N))
    mean_over_examples = every / N
    point = {N: 2, L: 3, W: 5}
    ratio = (every / by(N, L, W) / mean_over_examples).simplify()
    return equal(ratio, 1 / (L * W), at=point)


@leg("search", covers="KL of 4 × 3 pairs of laws on 2, 5, 50 and 50,257 classes: means of entries beside means of rows")
def arrays(extra: float = 1.0, seed: int = 0) -> Evidence:
    worst = 0.0
    for V in (2, 5, 50, 50_257):
        rng = stream(seed, "losses.mean_over_entries", V)
        t, s = (log_softmax(rng.normal(0, 2, (4, 3, V)), axis=-1) for _ in range(2))
        of_entries = float((np.exp(t) * (t - s)).mean())
        over_examples = float(kl(t, s).sum(axis=1).mean())
        worst = max(worst, abs(of_entries * 3 * V * extra / over_examples - 1))
    within = 1e-12  # rounding; seen: 1e-15 and less
    figures = {"worst ratio less 1": worst}
    if worst <= within:
        return Evidence("supports", figures)
    return Evidence("refutes", figures, Witness({"V": (2, 5, 50, 50_257)}, worst, "the two differ"))


control(sums, "classes left out", by=lambda examples, tokens, classes: examples * tokens)
control(arrays, "1e-11 more", extra=1 + 1e-11)
