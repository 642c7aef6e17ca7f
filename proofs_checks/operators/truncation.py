r"""Only power commutes with conditioning on pairs.

V ≥ 3, F defined on faces too. If F_T(p | S) = F_T(p) | S for every pair S, and A1, then F_T = power_τ(T).
Proof. For S = {i, j} it says that F_i/F_j is a function ψ of p_i/p_j alone. Through a third class ψ(xy) = ψ(x)ψ(y)
for all x, y > 0: Pexider's multiplicative equation. A1 makes ψ increasing, and the monotone solutions are x^κ, κ > 0:
power at 1/κ. Conversely (p_i/p_j)^(1/T) is a function of p_i/p_j. ∎
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from sympy import Eq, Expr, Function, Integer, Rational, Symbol, dsolve

from numerics.chance import stream
from numerics.enclosure import ball
from proofs_checks.machine.checks import Cases, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal
from theory.axioms import Softening, log_ratio_slope
from theory.operators.adaptive import adaptive
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.operators.spliced import spliced
from theory.simplex import T, explicit

claim = Claim(
    statement=r"F_T(p \mid S) = F_T(p) \mid S \text{ for every pair } S, \text{ A1} \iff F_T = \mathrm{power}_{\tau}",
    scope="V >= 3, one temperature at a time, F defined on faces too",
    reads={"S5.families": "lemma", "S7.topk": "lemma"},
    expect="proved",
)

x, y = Symbol("x", positive=True), Symbol("y", positive=True)
psi = Function("psi")
Equation = Callable[[Expr, Expr], Expr]


def multiplicative(first: Expr, second: Expr) -> Expr:
    """What F_i/F_j · F_j/F_k makes of ψ(p_i/p_j) and ψ(p_j/p_k)."""
    return first * second


@leg("identity", covers="differentiable psi: the equation, differentiated, is an ODE, which SymPy solves")
def functional_equation(compose: Equation = multiplicative) -> Evidence:
    """∂/∂y at y = 1 of ψ(xy) = ψ(x)ψ(y) is xψ'(x) = κψ(x), κ = ψ'(1), ψ(1) = 1."""
    kappa = Symbol("kappa", positive=True)
    step = Symbol("step", positive=True)  # ψ(y) = 1 + κ(y − 1) to first order at y = 1
    slope = compose(psi(x), 1 + kappa * step).diff(step).subs(step, 0)
    solved = dsolve(Eq(x * psi(x).diff(x), slope), psi(x), ics={psi(1): 1}).rhs
    at = {x: Rational(3), y: Rational(2), kappa: Rational(1, 2)}
    return all_steps(
        ("its solution is x^κ", lambda: equal(solved, x**kappa, at=at)),
        ("which solves it", lambda: equal(solved.subs(x, x * y), compose(solved, solved.subs(x, y)), at=at)),
    )


@leg(
    "identity",
    covers="power, V, T and every entry symbolic: log(q_i/q_k) is log(p_i/p_k)/T, whatever the other classes",
)
def members(F: Softening = power) -> Evidence:
    return equal(log_ratio_slope(F), 1 / T, at={T: Integer(2), **POINT_OF_RATIOS})


POINT_OF_RATIOS = {"p": [Rational(1, 2), Rational(1, 3), Rational(1, 6)]}


@leg(
    "exact",
    covers="mixing, adaptive power, spliced at (16, 4, 1)/21, T = 4, in balls: none commutes with the pair {1, 2}",
)
def others(F: Softening | None = None) -> Evidence:
    """F(p | {1, 2}) and F(p) | {1, 2} put different weight on the first class."""
    p, pair = explicit([Rational(w, 21) for w in (16, 4, 1)]), explicit([Rational(4, 5), Rational(1, 5)])

    def cases() -> Cases:
        for name, own in MAPS.items():
            given, whole = ((F or own)(law, Integer(4)) for law in (pair, p))
            gap = abs(ball(given[1] - whole[1] / (whole[1] + whole[2])))
            yield {"map": name}, gap - ball(Rational(1, 1000)), f"{name}: the two sides differ by {gap.str(6)}"

    return all_positive(cases())


MAPS: dict[str, Softening] = {"mixing": mixing, "adaptive": adaptive, "spliced": spliced}
Curve = Callable[[np.random.Generator], Callable[[Fraction], Fraction]]


def bent(rng: np.random.Generator) -> Callable[[Fraction], Fraction]:
    """An increasing, piecewise linear map of positive log-ratios, not linear: slopes a up to a bend, b beyond."""
    a, b, bend = (Fraction(int(n), 10) for n in rng.integers(1, 50, 3))
    b = b if a != b else b + 1
    assert min(a, b, bend) > 0
    return lambda t: a * min(t, bend) + b * max(t - bend, Fraction(0))


@leg(
    "exact",
    covers="300 random increasing non-members: log psi piecewise linear; each breaks the equation, in fractions",
)
def non_members(curve: Curve = bent, seed: int = 0) -> Evidence:
    """h = log ψ(e^·) must be additive; looked at for sums of multiples of 1/10 up to 12."""
    rng = stream(seed, "operators.truncation", "non_members")
    found = []
    for _ in range(300):
        h = curve(rng)
        steps = [Fraction(n, 10) for n in (1, 3, 10, 30, 60)]
        found.append(max(abs(h(s + t) - h(s) - h(t)) for s in steps for t in steps))
        if found[-1] == 0:
            slope = h(Fraction(1))
            says = f"h(t) = {slope} t is additive: no pair shows that it is not power"
            return Evidence("refutes", {"maps": len(found)}, Witness({"h(1)": slope}, slope, says))
    return Evidence("supports", {"maps": len(found), "least break": f"{float(min(found)):.3g}"})


def straight(rng: np.random.Generator) -> Callable[[Fraction], Fraction]:
    slope = Fraction(int(rng.integers(1, 50)), 10)
    return lambda t: slope * t


control(functional_equation, "the additive equation", compose=lambda first, second: first + second - 1)
control(others, "power in their place", F=power)
control(members, "T wrong by 1 %", F=lambda p, T: power(p, T * Rational(101, 100)))
control(non_members, "members among them", curve=straight)
control(others, "mixing at 1 + T/1000", F=lambda p, T: mixing(p, 1 + T / 1000))

truncation = formal("operators.truncation", covers="every V >= 3 and every operator")
