r"""Some softening always lowers the error of a frequency teacher, whatever the operator.

False: power does not help the frequencies of four draws at p = 1/16, however hot: it raises their error.

"For every softening operator, p > 0 and n ≥ 3 some T > 1 lowers E‖F_T(p̂) − p‖²" fails: power, p = (1, 15)/16, n = 4.
Proof. By symmetry F_T keeps 0, 1/2 and 1, and moves 1/4 up by some t in (0, 1/4) and 3/4 down by t. One draw of four
(weight w_1 = 4·15³/16⁴) moves away from 1/16, three of four (w_3 = 4·15/16⁴) towards it, so that
    MSE(T) − MSE(1) = 2t (w_1 (t + 3/8) − w_3 (11/8 − t)) ≥ 2t (3 w_1 − 11 w_3)/8 > 0. ∎
Nothing of power is used but its symmetry and that it softens: on two classes no operator that keeps vertices helps
here, as long as it treats the classes alike.
Mixing, which moves the vertices, always helps (`mixing_shrinks`).
"""

from collections.abc import Callable
from fractions import Fraction

from sympy import Expr, Integer, Rational, Symbol, binomial

from numerics.prover import decide_positive
from proofs_checks.machine.checks import bounded_away
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from theory.operators.power import power
from theory.simplex import explicit

claim = Claim(
    statement=r"\forall F, p, n\ \exists\, T > 1: \ \mathbb E\|F_T(\hat p)-p\|^2 < \mathbb E\|\hat p-p\|^2",
    scope="operators with A1–A5 on the open simplex, continued to faces, frequencies of n >= 3 draws, p > 0; power, "
    "V = 2, p = (1, 15)/16, n = 4 refute",
    reads={"S1.when": "limits"},
    rests_on=("operators.power_interior",),
    expect="refuted",
)

P, N = Rational(1, 16), 4
EVEN = Rational(1, 2)
LEAST, HOTTER = Rational(1, 100), (0, 1)
Move = Callable[[Expr], Expr]


def excess(p: Expr, moved: Move) -> Expr:
    """E‖F(p̂) − p‖² − E‖p̂ − p‖² for N draws on two classes, F moving the first frequency x by moved(x)."""
    frequencies = [Rational(k, N) for k in range(N + 1)]
    weights = [binomial(N, k) * p**k * (1 - p) ** (N - k) for k in range(N + 1)]
    return 2 * sum(
        (w * ((x + moved(x) - p) ** 2 - (x - p) ** 2) for w, x in zip(weights, frequencies, strict=True)), Integer(0)
    )


@leg(
    "exact",
    covers="n = 4, p = 1/16: the excess over 2t when 1/4 moves up and 3/4 down by t, 0 < t < 1/4",
)
def every_move(p: Expr = P) -> Evidence:
    """The excess over 2t is linear in t, so that its signs at both ends are its sign throughout."""
    t = Symbol("t", positive=True)
    toward_the_middle = {Rational(1, 4): t, Rational(3, 4): -t}
    slope = (excess(p, lambda x: toward_the_middle.get(x, Integer(0))) / (2 * t)).expand()
    assert slope.diff(t, 2) == 0
    ends = [slope.subs(t, 0), slope.subs(t, Rational(1, 4))]
    if min(ends) <= 0:
        return Evidence("supports", {"over 2t": str(slope)})
    says = f"power moves 1/4 up and 3/4 down by a t > 0: MSE(T) − MSE(1) = 2t ({slope}) > 0 at every T > 1"
    return Evidence("refutes", {"over 2t": str(slope)}, Witness({"p": [p, 1 - p], "n": N}, min(ends), says))


@leg(
    "enclosure",
    covers="n = 4, p = 1/16, power at every T > 1 at once: the excess is above (1 − 1/T)/100",
)
def every_temperature(p: Expr = P) -> Evidence:
    x = Symbol("x", nonnegative=True)  # 1 − 1/T
    quarter = power(explicit([Rational(1, 4), Rational(3, 4)]), 1 / (1 - x))[1] - Rational(1, 4)
    moves = {Rational(1, 4): quarter, Rational(3, 4): -quarter}
    over = excess(p, lambda f: moves.get(f, Integer(0))) - LEAST * x
    decision = decide_positive(over, {x: HOTTER}, vanishing={x: 1})
    return bounded_away(
        decision, {"p": [p, 1 - p], "n": N, "T": "(1, ∞]"}, LEAST, "MSE(T) − MSE(1) > (1 − 1/T)/100, by enclosure"
    )


def by_hand() -> Fraction:
    """The excess over 2t is w_1 (t + 3/8) − w_3 (11/8 − t), which grows with t: its value at t = 0."""
    p = Fraction(1, 16)
    once, thrice = 4 * p * (1 - p) ** 3, 4 * p**3 * (1 - p)
    return once * 2 * (Fraction(1, 4) - p) - thrice * 2 * (Fraction(3, 4) - p)


control(every_move, "repaired: p = 1/2, where both moves are towards it", p=EVEN)
control(every_temperature, "repaired: p = 1/2, where both moves are towards it", p=EVEN)
