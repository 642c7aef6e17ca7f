r"""Temperature on probabilities is temperature on logits.

For p = softmax(z), every V ≥ 2 and T > 0: power_T(p) = softmax(z/T).
Proof. p_i^(1/T) = exp(z_i/T) / Z^(1/T) with Z = Σ_j exp(z_j); the factor Z^(−1/T) is common to all
classes, and normalisation removes it. ∎

The common mistake is softmax(p/T): temperature applied to probabilities as if they were logits.
Published: the entmax README prints softmax(−2, 0, 0.5) = (.0486, .3592, .5922); power at T of
softmax(T·x) must give these digits, whatever T.
"""

from collections.abc import Callable

import numpy as np
from flint import arb
from scipy.special import softmax as scipy_softmax
from sympy import Expr, IndexedBase, Integer, Rational

from numerics.chance import stream
from numerics.enclosure import ball, compiled, precision
from numerics.operators.power import power as soften
from numerics.rounding import rounding
from numerics.simplex import Array
from numerics.sweeping import Measure, Worst, sweep
from proofs_checks.axioms import largest
from proofs_checks.machine.checks import equal, no_violation, rounds_to
from proofs_checks.machine.claim import Claim, States, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import on_teachers
from theory.operators.power import power
from theory.simplex import Law, T, V, i, softmax

claim = Claim(
    statement=r"p = \operatorname{softmax}(z) \implies \mathrm{power}_T(p) = \operatorname{softmax}(z/T)",
    scope="V >= 2, T > 0, every real z",
    reads={"S0.same": States("p^(1/T), normalised, is softmax(z/T)")},
    expect="proved",
)

z = IndexedBase("z", real=True)
SIZES = (2, 5, 20)
TEMPERATURES = (0.05, 0.5, 1.0, 3.0, 100.0, 1e6)


def tempered(T: Expr) -> Law:
    return softmax(lambda j: z[j] / T, V)


def mistaken(T: Expr) -> Law:
    p = softmax(lambda j: z[j], V)
    return softmax(lambda j: p[j] / T, V)


@leg("identity", covers=Whole("V, T and all logits are symbols"))
def derivation(tempered: Callable[[Expr], Law] = tempered) -> Evidence:
    return equal(power(softmax(lambda j: z[j], V), T)[i], tempered(T)[i])


def logits_over(z: Array, T: float) -> Array:
    return scipy_softmax(z / T, axis=-1)


def probabilities_over(z: Array, T: float) -> Array:
    return scipy_softmax(scipy_softmax(z, axis=-1) / T, axis=-1)


def gap(reference: Callable[[Array, float], Array]) -> Measure:
    """Excess of |power_T(softmax z) − reference(z, T)| over the rounding of each entry."""

    def measure(z: Array, T: float) -> Array:
        p, wanted = scipy_softmax(z, axis=-1), reference(z, T)
        return (np.abs(soften(p, T) - wanted) - 2 * rounding(p, T, wanted)).max(axis=-1)

    return measure


def confirm(worst: Worst) -> arb:
    """The largest gap between theory's power(softmax z) and softmax(z/T), the float logits being rational."""
    z = [Rational(*entry.as_integer_ratio()) for entry in worst.p]
    p = softmax(lambda j: z[int(j) - 1], Integer(len(z)))
    q, scaled = power(p, T), softmax(lambda j: z[int(j) - 1] / T, p.classes)
    function = compiled([a - b for a, b in zip(q.entries, scaled.entries, strict=True)], [T])
    with precision(512):
        return largest([abs(gap) for gap in function(arb(worst.T))])


@leg("search", covers="V = 2, 5, 20; 500 rows of logits each within ±30; six T from 0.05 to 1e6; floats")
def floats(reference: Callable[[Array, float], Array] = logits_over, seed: int = 0) -> Evidence:
    rows = [stream(seed, "operators.temperature", n).uniform(-30, 30, (500, n)) for n in SIZES]
    return no_violation(sweep(gap(reference), rows, TEMPERATURES), "the two laws differ", confirm)


@on_teachers("its logits, or log p where it has none; six T", logits=True)
def teacher(z: Array, reference: Callable[[Array, float], Array] = logits_over) -> Evidence:
    return no_violation(sweep(gap(reference), [z], TEMPERATURES), "the two laws differ")


ENTMAX, PRINTED = (Rational(-2), Rational(0), Rational(1, 2)), (".0486", ".3592", ".5922")
REACHED_FROM = (Rational(1, 3), Rational(1), Rational(2), Rational(7))


@leg("published", covers="entmax README: softmax(-2, 0, 0.5), four digits, reached from T = 1/3, 1, 2, 7")
def entmax_readme(exponent: Callable[[Expr], Expr] = lambda T: T) -> Evidence:
    values = []
    for t in REACHED_FROM:
        scaled = softmax(lambda j, t=t: t * ENTMAX[int(j) - 1], Integer(3))
        law = power(scaled, exponent(t))
        values += [(f"entry {c} from T = {t}", ball(law[c]), text) for c, text in enumerate(PRINTED, start=1)]
    return rounds_to(values)


control(derivation, "softmax(p/T), the common mistake", tempered=mistaken)
control(derivation, "T wrong by 1 %", tempered=lambda T: tempered(T * Rational(101, 100)))
for check in (floats, teacher):
    control(check, "softmax(p/T), the common mistake", reference=probabilities_over)
    control(check, "T off by 2 parts in 10^14", reference=lambda z, T: logits_over(z, T * (1 + 2e-14)))
control(entmax_readme, "T wrong by 1 %", exponent=lambda T: T * Rational(101, 100))

temperature = formal("operators.temperature", covers="every V, z and T > 0")
not_temperature = formal(
    "operators.not_temperature",
    covers="softmax of probabilities divided by T is another map, at every T > 0",
    step=True,
)
