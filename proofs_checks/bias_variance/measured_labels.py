r"""Labels alone tell bias² from noise.

False: labels alone do not tell bias² from noise.

"The law of a student's prediction and of the label, at an example drawn at random, determines its bias²" fails. S is
(1, 1)/2 always. In one world every label is a fair coin: q = (1, 1)/2, Bias² = 0, noise 1/2. In the other half of the
examples have q = e_1, the rest e_2: Bias² = 1/2, noise 0. In both (S, y) is ((1, 1)/2, e_1) or ((1, 1)/2, e_2), evenly.
With q = (1 ± t, 1 ∓ t)/2 at the two halves, Bias² is t²/2 and noise (1 − t²)/2: any split of 1/2, one law of (S, y).
Their sum is determined, and so is any difference of bias² of two students, as `measured_squared` says.
"""

from collections.abc import Callable
from fractions import Fraction

from sympy import Expr, Integer, Rational, Symbol, expand

from numerics.prover import decide_positive
from proofs_checks.machine.checks import bounded_away
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness

claim = Claim(
    statement=r"\mathrm{Bias}^2 \text{ is a function of the law of } (S, y)",
    scope="squared loss, one fresh label an example, no target; V = 2 refutes",
    reads={"S1.split": "limits"},
    expect="refuted",
)

HALF = Rational(1, 2)
S = (HALF, HALF)
T = Symbol("t", nonnegative=True)
Quantity = Callable[[Expr, Expr], Expr]
LEAST = Rational(1, 3)


def bias_alone(bias: Expr, noise: Expr) -> Expr:  # noqa: ARG001 - one of two
    return bias


def both(bias: Expr, noise: Expr) -> Expr:
    return bias + noise


def halves(t: Expr) -> list[tuple[Expr, Expr]]:
    """q at the two halves of the examples."""
    return [((1 + t) / 2, (1 - t) / 2), ((1 - t) / 2, (1 + t) / 2)]


def label_law(t: Expr) -> list[Expr]:
    """The law of the label of an example drawn at random; S says nothing of it, being constant."""
    return [expand(sum((HALF * q[c] for q in halves(t)), Integer(0))) for c in range(2)]


def split(t: Expr) -> tuple[Expr, Expr]:
    """Bias² and noise, from what they are: E over examples of ‖S − q‖² and of E‖y − q‖²."""
    bias, noise = Integer(0), Integer(0)
    for q in halves(t):
        bias += HALF * sum((s - a) ** 2 for s, a in zip(S, q, strict=True))
        noise += HALF * sum(q[y] * sum((int(c == y) - a) ** 2 for c, a in enumerate(q)) for y in range(2))
    return bias.expand(), noise.expand()


@leg("exact", covers="t = 0 and t = 1: the two worlds, the law of (S, y) and both quantities from their definitions")
def two_worlds(quantity: Quantity = bias_alone) -> Evidence:
    laws, values = zip(*((label_law(Integer(t)), quantity(*split(Integer(t)))) for t in (0, 1)), strict=True)
    assert len(set(map(tuple, laws))) == 1
    gap = abs(values[1] - values[0])
    figures = {"values": ", ".join(map(str, values))}
    if gap == 0:
        return Evidence("supports", figures)
    says = (
        f"the law of (S, y) is one; bias² is {values[0]} if all q are (1, 1)/2, {values[1]} if half are e_1, half e_2"
    )
    return Evidence("refutes", figures, Witness({"S": S}, gap, says))


@leg("enclosure", covers="every t in [0.9, 1] beside t = 0: the same law of (S, y), bias² apart by over 1/3, in boxes")
def every_split(quantity: Quantity = bias_alone) -> Evidence:
    assert all(chance.diff(T) == 0 for chance in label_law(T))
    gap = quantity(*split(T)) - quantity(*split(Integer(0)))
    decision = decide_positive(gap.expand() - LEAST, {T: (Rational(9, 10), 1)})
    return bounded_away(decision, {"S": S, "t": "[9/10, 1]"}, LEAST, "bias² is over 1/3 more than at t = 0")


def by_hand() -> Fraction:
    """Bias² with q = (1, 1)/2 everywhere, and with e_1 and e_2 at half of the examples each; S = (1, 1)/2."""
    half = Fraction(1, 2)

    def bias(*targets: tuple[Fraction, Fraction]) -> Fraction:
        return sum(((half - a) ** 2 + (half - b) ** 2 for a, b in targets), Fraction(0)) / len(targets)

    worlds = [[(half, half)], [(Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))]]
    labels = [sum((q[0] for q in world), Fraction(0)) / len(world) for world in worlds]
    assert labels[0] == labels[1]
    return bias(*worlds[1]) - bias(*worlds[0])


control(two_worlds, "repaired: bias² and noise together", quantity=both)
control(every_split, "repaired: bias² and noise together", quantity=both)
