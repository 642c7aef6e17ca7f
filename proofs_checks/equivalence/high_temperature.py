r"""What a student at high temperature matches: log-probabilities under power, probabilities under mixing.

As T → ∞, for every V and all real z, v:
    T² KL(softmax(z/T)‖softmax(v/T)) → ½ Var_u(z − v)   and   T² KL(mixing_T(p)‖softmax(v/T)) → ½ Var_u(Vp − v),
Var_u the variance over classes drawn evenly. Power at T is softmax(log p/T): so a student at temperature T matches, up
to a constant, log p under power and Vp under mixing.
Proof. In β = 1/T both targets and the student leave u at first order, β(w_j − w̄)/V with w = z, Vp and v; KL vanishes
there to second order, and its second derivative at u is V times the squared difference. ∎
"""

from collections.abc import Callable

import numpy as np
from scipy.special import log_softmax
from sympy import Expr, Integer, Rational, log

from numerics.chance import stream
from numerics.enclosure import ball
from numerics.registry import operator
from numerics.simplex import Array
from proofs_checks.machine.checks import POINT, Cases, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.teachers import ROWS, on_teachers
from theory import equivalence as theory
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import Law, V, explicit, generic, softmax

claim = Claim(
    statement=r"T^2\,\mathrm{KL}(F_T(p)\,\|\,\sigma(v/T)) \to \tfrac12 \mathrm{Var}_u(w - v)",
    scope="V >= 2, every real z and v, every p > 0, T -> infinity; sigma is softmax",
    reads={"S4.identical": "lemma"},
    rests_on=("operators.temperature",),
    expect="derived",
    parts={"power": r"F = \mathrm{power}: w = \log p", "mixing": r"F = \mathrm{mixing}: w = Vp"},
)

Limit = Callable[[theory.Outputs], Expr]


def half_variance(w: theory.Outputs) -> Expr:
    return theory.uniform_variance(w) / 2


def expansion(path: Law, w: theory.Outputs, v: theory.Outputs, limit: Limit, *laws: Law) -> Evidence:
    """KL along the path has no terms of order 0 and 1 in β, and at order 2 the limit."""
    at = {**POINT, "e": [Rational(1), Rational(2), Rational(-1)]}
    none, first, second = theory.orders(theory.kl(lambda j: theory.BETA * v(j), path))
    return all_steps(
        ("order 0", lambda: equal(none, Integer(0), *laws, at=at)),
        ("order 1", lambda: equal(first, Integer(0), *laws, at=at)),
        ("order 2", lambda: equal(second, limit(lambda j: w(j) - v(j)), *laws, at=at)),
    )


@leg("identity", part="power", covers=Whole("V and all entries are symbols; any p > 0 is a softmax of z = log p"))
def of_power(limit: Limit = half_variance) -> Evidence:
    z, v = theory.outputs("z"), theory.outputs("e")
    return expansion(softmax(lambda j: theory.BETA * z(j), V), z, v, limit)


@leg("identity", part="mixing", covers=Whole("V and all entries are symbols"))
def of_mixing(limit: Limit = half_variance) -> Evidence:
    p, v = generic("p"), theory.outputs("e")
    path = Law(V, lambda j: theory.BETA * p[j] + (1 - theory.BETA) / V)
    return expansion(path, lambda j: V * p[j], v, limit, p)


P, OUTPUTS = (Rational(7, 10), Rational(2, 10), Rational(1, 10)), (Rational(1), Rational(0), Rational(-1, 2))
Share = Callable[[Expr], Expr]


@leg("enclosure", covers="p = (7, 2, 1)/10, v = (2, 0, −1)/2, T = 10 to 10^9: within 1/(10 T) of the limit, in balls")
def approached(of_limit: Share = lambda limit: limit) -> Evidence:
    def cases() -> Cases:
        p, v = explicit(P), lambda j: OUTPUTS[int(j) - 1]
        targets = {"power": (power, lambda j: log(p[j])), "mixing": (mixing, lambda j: 3 * p[j])}
        for name, (F, w) in targets.items():
            gaps = [w(Integer(j)) - v(j) for j in (1, 2, 3)]
            middle = sum(gaps, Integer(0)) / 3
            limit = of_limit(sum(((gap - middle) ** 2 for gap in gaps), Integer(0)) / 6)
            for k in (1, 2, 3, 6, 9):
                T = Integer(10) ** k
                q, s = F(p, T), softmax(lambda j, T=T: v(j) / T, Integer(3))
                off = abs(ball(T**2 * q.mean(lambda j, q=q, s=s: log(q[j]) - log(s[j])) - limit))
                says = f"{name}: {off.str(6)} off the limit at T = {T}"
                yield {"operator": name, "T": T}, ball(1 / (10 * T)) - off, says

    return all_positive(cases())


@on_teachers("T = 10^4, v drawn: T² KL within 1 % of its limit, for power and for mixing", names=ROWS)
def on_rows(p: Array, share: float = 0.5, seed: int = 0) -> Evidence:
    T, V_ = 1e4, p.shape[-1]
    v = stream(seed, "equivalence.high_temperature").standard_normal(p.shape)
    cases = []
    for name, w in (("power", np.log(p)), ("mixing", V_ * p)):
        q = operator(name)(p, T)
        reached = T**2 * (q * (np.log(q) - log_softmax(v / T, axis=-1))).sum(axis=-1)
        limit = share * (w - v).var(axis=-1)
        off = float(np.abs(reached / limit - 1).max())
        cases.append(({"operator": name, "T": T}, 0.01 - off, f"{name}: off by {off:.2g} of the limit"))
    return all_positive(cases)


for check in (of_power, of_mixing):
    control(check, "not halved", limit=theory.uniform_variance)
control(of_power, "2 % off", limit=lambda w: Rational(102, 100) * half_variance(w))
control(approached, "1 part in 10^6 off", of_limit=lambda limit: limit * Rational(1000001, 1000000))
control(on_rows, "2 % off", share=0.51)
control(approached, "5 parts in 10^10 more", of_limit=lambda limit: limit + Rational(1, 2 * 10**9))
