r"""Power at a temperature of its own satisfies the axioms, if that rises with T from 0 to infinity, through 1 at T = 1.

F_T(p) = power_τ(p), τ = τ(T, p) > 0 continuous in (T, p); every V ≥ 2, p in the open
simplex, T > 0. Then F satisfies A1–A5. (Operators that are made to refute something are made like this.)
Proof. At one p and T it is power at one temperature, which ranks (`power_interior`). It is continuous as power is, in
both arguments. With q = power_τ(p), dH/dT = Var_q(log p) τ'/τ³ where τ has a derivative in T; and as H rises with τ, it
does with T wherever τ does. τ(1, p) = 1 gives A4; the limits of τ give those of power. ∎
"""

from collections.abc import Callable

from sympy import Expr, Function, Integer, Rational, Symbol, limit, log, oo

from numerics.operator import Axiom
from numerics.registry import non_operators, operator
from proofs_checks.axiom_table import cells
from proofs_checks.machine.checks import POINT, Cases, all_equal, all_positive, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.violations import Place, violation
from theory.axioms import Softening, entropy_derivative, log_ratio_slope, ratio_limits
from theory.non_operators.bounded import bounded
from theory.non_operators.jump import jump
from theory.non_operators.shifted import shifted
from theory.non_operators.unsteady import unsteady
from theory.operators.adaptive import adaptive
from theory.operators.power import power
from theory.simplex import T, generic

claim = Claim(
    statement=r"F_T(p) = \mathrm{power}_{\tau(T, p)}(p) \text{ satisfies A1–A5 on } \Delta^\circ",
    scope="V >= 2, T > 0, the open simplex, tau positive",
    hypotheses={
        "continuous": "tau is continuous in T and p",
        "rising": "tau does not fall as T rises",
        "one": "tau is 1 at T = 1",
        "unbounded": "tau tends to 0 as T tends to 0, and to infinity as T does",
    },
    reads={"S5.families": "lemma"},
    rests_on=("operators.power_interior",),
    expect="proved",
)

t = Symbol("tau", positive=True)
Rate = Callable[[Expr, Expr, Expr], Expr]


def rate(variance: Expr, tau: Expr, slope: Expr) -> Expr:
    """dH/dT."""
    return variance * slope / tau**3


@leg(
    "identity",
    covers=Whole(
        "V, p and tau are symbols or unknown functions; the rest is what is known of power, at temperature tau"
    ),
)
def at_its_temperature(rate: Rate = rate, hot: Expr = oo) -> Evidence:
    p, tau = generic(), Function("tau", positive=True)(T)
    q, slope = power(p, t), Symbol("v", positive=True)
    mean = q.mean(lambda j: log(p[j]))
    variance = q.mean(lambda j: (log(p[j]) - mean) ** 2)
    moved = entropy_derivative(lambda p, T: power(p, tau), p).subs(tau.diff(T), slope).subs(tau, t)
    cold, heated = ratio_limits(power)
    return all_steps(
        (
            "ranks at tau",
            lambda: is_positive(log_ratio_slope(lambda p, _: power(p, t)), "q ranks as p", {**POINT, t: 2}),
        ),
        ("dH/dT", lambda: equal(moved, rate(variance, t, slope), at={**POINT, t: Integer(2), slope: Integer(3)})),
        ("is not negative where tau rises", lambda: is_positive(rate(slope, t, slope), "dH/dT > 0", {t: 2, slope: 1})),
        (
            "limits of power",
            lambda: all_equal([({"T": "0+"}, cold, Integer(0)), ({"T": "∞"}, heated, limit(1 / T, T, hot) + 1)]),
        ),
    )


P = [Rational(w, 21) for w in (16, 4, 1)]
PLACES: dict[Axiom, Place] = {
    "continuity": Place("continuity", P, Integer(2), towards=lambda h: (P, 2 + h)),
    "entropy": Place("entropy", P, Integer(2), hotter=Integer(3)),
    "identity": Place("identity", P),
    "boundary": Place("boundary", P),
}


@leg("exact", covers="power and adaptive power at (16, 4, 1)/21: four axioms at one place each, exactly or in balls")
def kept(F: Softening | None = None, of: tuple[Axiom, ...] = tuple(PLACES)) -> Evidence:
    """Nothing is broken at these places; where a hypothesis is dropped, something is."""

    def cases() -> Cases:
        for name, own in {"power": power, "adaptive": adaptive}.items():
            for axiom in of:
                broken, says = violation(F or own, PLACES[axiom])
                yield {"map": name, "axiom": axiom, "p": P}, -broken, says

    return all_positive(cases())


@leg(
    "search", covers="adaptive power: five axioms, 120 adversarial laws for V = 2, 3, 8, temperatures from 0.05 to 1e4"
)
def hunted(name: str = "adaptive", seed: int = 0) -> Evidence:
    F = operator("adaptive") if name == "adaptive" else non_operators()[name]
    found = cells([F], seed)
    name, axiom = max(found, key=lambda cell: found[cell].excess)
    worst = found[name, axiom]
    figures = {"examples": worst.examples, "worst excess": worst.excess}
    return Evidence("supports" if worst.excess <= 0 else "refutes", figures, note=f"{axiom}, the worst")


control(at_its_temperature, "tau² for tau³", rate=lambda v, tau, slope: rate(v, tau, slope) * tau)
control(at_its_temperature, "another limit", hot=Integer(1))
control(kept, "tau jumps at T = 2", drops="continuous", F=jump, of=("continuity",))
control(kept, "tau falls for a while", drops="rising", F=unsteady, of=("entropy",))
control(kept, "tau = 2T", drops="one", F=shifted, of=("identity",))
control(kept, "tau = 2T/(1 + T)", drops="unbounded", F=bounded, of=("boundary",))
for name in ("unsteady", "shifted", "bounded", "jump"):
    control(hunted, f"a temperature that does not do: {name}", name=name)

renamed_power = formal("operators.renamed_power", covers="every V and tau")
