r"""The five axioms are consistent on the closed simplex: spliced satisfies them all.

F_T = power_T for T ≤ 1 and mixing_T for T ≥ 1, on all of Δ, every V ≥ 2, T > 0.
Proof. At T = 1 both are the identity, so F is continuous there, and A4 holds; ranking and continuity are those of the
two pieces. Entropy rises on each side of T = 1 (`power_interior`, `mixing`), so across it too. As T → 0+ power tends
to the uniform law on argmax p, whatever zeros p has: q_i/q_k = exp(−gap/T) → 0; as T → ∞ mixing tends to u. ∎
"""

from collections.abc import Iterator

import numpy as np
from sympy import Expr, Integer, Rational, limit, oo

from numerics import axioms as measures
from numerics.axioms import Softener
from numerics.operators.spliced import spliced as soften
from numerics.simplex import Array
from numerics.sweeping import Measure, adversaries, sweep, worst_of
from proofs_checks.machine.checks import ANYWHERE, all_equal, all_steps, equal, no_violation
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import ROWS, on_teachers
from theory.axioms import Softening, gap, ratio_limits, tied_ratio
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import T, V, explicit, generic, i

claim = Claim(
    statement=r"\mathrm{spliced} \text{ satisfies A1–A5 on the closed } \Delta \text{ for all } T > 0",
    scope="spliced (power for T <= 1, mixing for T >= 1), V >= 2, T > 0, the closed simplex",
    reads={"S5.families": "repairs"},
    rests_on=("operators.power_interior", "operators.mixing", "operators.entropy_rate"),
    expect="proved",
)

TEMPERATURES = (0.01, 0.3, 0.8, 0.95, 1.0, 1.01, 3.0, 100.0, 1e6)


@leg(
    "identity",
    covers=Whole(
        "the pieces meet at T = 1 and reach both limits; a class without probability stays at 0 under power, since "
        "0^(1/T) = 0, and under mixing is as any other: one face as an example; the rest is derived of each"
    ),
)
def glued(cold: Softening = power, hot: Softening = mixing) -> Evidence:
    p = generic()
    gone = limit(hot(p, T)[i], T, oo)
    face = explicit([Rational(2, 3), Rational(1, 3), Integer(0)])

    def zeros() -> Iterator[tuple[dict[str, object], Expr, Expr]]:
        for c, at_one in enumerate(face.entries, start=1):
            yield {"class": c, "T": 1}, cold(face, Integer(1))[c], at_one
            yield {"class": c, "T": 1}, hot(face, Integer(1))[c], at_one
            yield {"class": c, "T": "0+"}, limit(cold(face, T)[c], T, 0, "+"), Integer(int(c == 1))
            yield {"class": c, "T": "∞"}, limit(hot(face, T)[c], T, oo), Rational(1, 3)

    return all_steps(
        ("power_1 = p", lambda: equal(cold(p, Integer(1))[i], p[i], p)),
        ("mixing_1 = p", lambda: equal(hot(p, Integer(1))[i], p[i], p)),
        ("cold, below the maximum", lambda: equal(ratio_limits(cold)[0], Integer(0), at={gap: ANYWHERE})),
        ("cold, tied", lambda: equal(tied_ratio(cold), Integer(1))),
        ("hot", lambda: equal(gone, 1 / V)),
        ("a zero, at T = 1, in the cold and in the heat", lambda: all_equal(zeros())),
    )


HOT_END = 2e-12  # (1 − 1/V)/1e12 is left
ACROSS = 1e-8  # 2e-9 of T moves q by |q(log q + H)| + |q − 1/V| times that


def ends(F: Softener) -> Measure:
    """How far q is from u at 1e12, or outside argmax p at 1e-4 where the maximum is clear, beyond HOT_END."""

    def measure(p: Array, T: float) -> Array:  # noqa: ARG001 - a Measure takes one
        top = p == p.max(axis=-1, keepdims=True)
        clear = np.where(top, 0, p).max(axis=-1) < 0.99 * p.max(axis=-1)
        off = np.where(clear, np.where(top, 0, F(p, 1e-4)).sum(axis=-1), 0)
        return np.maximum(np.abs(F(p, 1e12) - 1 / p.shape[-1]).max(axis=-1), off) - HOT_END

    return measure


def steady(F: Softener) -> Measure:
    """How far q moves when T goes from just below 1 to just above."""
    return lambda p, T: np.abs(F(p, 1 - 1e-9) - F(p, 1 + 1e-9)).max(axis=-1) - ACROSS


def every_axiom(F: Softener, laws: list[Array]) -> Evidence:
    kinds = (measures.ranking(F), measures.entropy_monotone(F), measures.identity(F), ends(F), steady(F))
    worst = (sweep(measure, laws, TEMPERATURES) for measure in kinds)
    return no_violation(worst_of(worst), "an axiom fails")


@leg("search", covers="five axioms: 400 adversarial laws for V = 2, 3, 5, 8, faces included; T from 0.01 to 1e6")
def floats(F: Softener = soften, seed: int = 0) -> Evidence:
    return every_axiom(F, adversaries(seed, "operators.closed", faces=True))


@on_teachers("five axioms; T from 0.01 to 1e6", names=ROWS)
def teacher(rows: Array, F: Softener = soften) -> Evidence:
    return every_axiom(F, [rows])


control(glued, "mixing that saturates at 2", hot=lambda p, T: mixing(p, 2 * T / (1 + T)))
control(glued, "mixing in place of power", cold=lambda p, T: mixing(p, 1 + T))
control(glued, "T wrong by 1 %", hot=lambda p, T: mixing(p, T * Rational(101, 100)))
for check in (floats, teacher):
    control(check, "no colder than 1/2", F=lambda p, T: soften(p, max(T, 0.5)))
    control(check, "a jump at T = 1", F=lambda p, T: soften(p, T if T <= 1 else 1.001 * T))
    control(check, "cooling in place of heating", F=lambda p, T: soften(p, 1 / T))
    control(check, "no hotter than 2·10^11", F=lambda p, T: soften(p, min(T, 2e11)))
    control(check, "a jump by 4 parts in 10^8 at T = 1", F=lambda p, T: soften(p, T if T <= 1 else (1 + 4e-8) * T))
    control(check, "entries off by 1.5 parts in 10^14", F=lambda p, T: soften(p, T) * (1 + 1.5e-14))

closed = formal("operators.closed", covers="every V, all five axioms")
