r"""Every softening operator composes: F_S ∘ F_T = F_ST.

False: not every softening operator composes: spliced and adaptive power do not.

"F_S ∘ F_T = F_ST for every softening operator" fails. Spliced, at (16, 4, 1)/21: cooling to T = 1/2 by power gives
(256, 16, 1)/273, and heating that by mixing at S = 2 does not return to p. It composes exactly when S and T lie on one
side of 1. Adaptive power at S = T = 2: the second exponent a is that of a law already softened.
"""

from collections.abc import Callable
from fractions import Fraction

from sympy import Expr, Integer, Rational

from numerics.enclosure import ball
from proofs_checks.machine.checks import Cases, all_equal, all_positive
from proofs_checks.machine.claim import Claim, control, leg, premise
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from theory.axioms import Softening
from theory.operators.adaptive import adaptive, concentration
from theory.operators.power import power
from theory.operators.spliced import spliced
from theory.simplex import Law, explicit, uniform

claim = Claim(
    statement=r"F_S \circ F_T = F_{ST} \text{ for every softening operator}",
    scope="operators with A1–A5, S, T > 0; V = 3 refutes",
    reads={"S2.path": "limits"},
    rests_on=("operators.closed", "operators.renamed_power"),
    expect="refuted",
)

P = explicit([Rational(w, 21) for w in (16, 4, 1)])


@leg("exact", covers="spliced at (16, 4, 1)/21, S = 2 after T = 1/2, all three classes")
def splice(second: Expr = Integer(2), first: Expr = Rational(1, 2)) -> Evidence:
    twice, once = spliced(spliced(P, first), second), spliced(P, first * second)
    return all_equal(({"p": P.entries, "S": second, "T": first, "class": n}, twice[n], once[n]) for n in (1, 2, 3))


@premise(
    "exact", covers="adaptive power, any V: its exponent 1/2 + Σp² is between 1/2 and 3/2 at both ends of the simplex"
)
def exponent_is_positive(exponent: Callable[[Law], Expr] = concentration) -> Evidence:
    """So T^a(p) rises from 0 to infinity through 1 at T = 1: what `renamed_power` asks. Σp² lies between 1/V and 1."""
    ends = [uniform(Integer(n)) for n in (2, 3, 100)] + [explicit([1, 0, 0])]
    return all_positive(
        ({"p": law.classes}, exponent(law) - Rational(1, 2), "the exponent exceeds 1/2") for law in ends
    )


@leg("enclosure", covers="adaptive power at (16, 4, 1)/21, S = T = 2, the first class, in balls")
def adapted(F: Softening = adaptive) -> Evidence:
    def cases() -> Cases:
        once, twice = (ball(law[1]) for law in (F(P, Integer(4)), F(F(P, Integer(2)), Integer(2))))
        says = f"once {once.str(8)}, twice {twice.str(8)}"
        yield {"p": P.entries, "S": 2, "T": 2}, TOLERANCE - abs(once - twice), says

    return all_positive(cases())


def by_hand() -> Fraction:
    """Cooled by power to T = 1/2, p is p² normalised; heated by mixing at S = 2, the mean of that and u. ST = 1."""
    p = [Fraction(16, 21), Fraction(4, 21), Fraction(1, 21)]
    assert sum(p) == 1
    cooled = [entry**2 / sum(other**2 for other in p) for entry in p]
    heated = [entry / 2 + Fraction(1, 2) / 3 for entry in cooled]
    return abs(heated[0] - p[0])


TOLERANCE = ball(Rational(1, 10**30))

control(splice, "repaired: both cool", second=Rational(1, 2))
control(splice, "repaired: both heat", first=Integer(3))
control(adapted, "repaired: power", F=power)
control(exponent_is_positive, "1/2 − Σp²", exponent=lambda law: 1 - concentration(law))

composition_refuted = formal("operators.composition_refuted", covers="V = 3", refutes=True)
