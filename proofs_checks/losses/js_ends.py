r"""The generalised Jensen-Shannon divergence over β tends to KL(t‖s) as β → 0, and over 1 − β to KL(s‖t) as β → 1.

JSD(β) = β KL(t‖m) + (1 − β) KL(s‖m), m = βt + (1 − β)s, is zero at both ends. So a loss that switches to a KL
divergence at an end jumps there: next to it, it is β times that.
Proof. JSD(0) = 0, and its derivative at 0 is KL(t‖s), since KL(s‖m) vanishes there to second order. The other end is
the same with sides and weights exchanged. ∎
"""

from collections.abc import Callable

import numpy as np
from scipy.special import log_softmax
from sympy import Expr, Integer, Rational

from numerics.chance import stream
from numerics.enclosure import ball
from numerics.losses.families import generalised_js as measured
from numerics.losses.families import kl as measured_kl
from numerics.simplex import Array
from proofs_checks.machine.checks import POINT, Cases, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.teachers import ROWS, on_teachers
from theory.losses import beta, generalised_js, kl
from theory.simplex import Law, explicit, generic

claim = Claim(
    statement=r"\mathrm{JSD}_\beta(t, s)/\beta \to \mathrm{KL}(t\|s)\ (\beta \to 0), \qquad "
    r"\mathrm{JSD}_\beta(t, s)/(1 - \beta) \to \mathrm{KL}(s\|t)\ (\beta \to 1)",
    scope="V >= 2, t and s positive",
    expect="derived",
)

End = Callable[[Law, Law], Expr]


@leg("identity", covers=Whole("V and every entry are symbols: values and derivatives at both ends"))
def ends(low: End = kl, high: End = lambda t, s: -kl(s, t)) -> Evidence:
    t, s = generic("p"), generic("r")
    loss = generalised_js(t, s, beta)
    slope = loss.diff(beta)
    return all_steps(
        ("zero at 0", lambda: equal(loss.subs(beta, 0), Integer(0), t, s, at=POINT)),
        ("zero at 1", lambda: equal(loss.subs(beta, 1), Integer(0), t, s, at=POINT)),
        ("derivative at 0", lambda: equal(slope.subs(beta, 0), low(t, s), t, s, at=POINT)),
        ("derivative at 1", lambda: equal(slope.subs(beta, 1), high(t, s), t, s, at=POINT)),
    )


T, S = (Rational(7, 10), Rational(2, 10), Rational(1, 10)), (Rational(1, 10), Rational(6, 10), Rational(3, 10))


@leg(
    "enclosure", covers="t = (7, 2, 1)/10, s = (1, 6, 3)/10, distances 10^-2 to 10^-9 from both ends: within 4 of them"
)
def approached(share: Expr = Integer(1)) -> Evidence:
    """The distance from the limit is within 4 times the distance from the end."""

    def cases() -> Cases:
        t, s = explicit(T), explicit(S)
        for k in (2, 4, 6, 9):
            near = Rational(1, 10**k)
            for weight, limit in ((near, kl(t, s)), (1 - near, kl(s, t))):
                off = abs(ball(generalised_js(t, s, weight) / near - share * limit))
                yield {"beta": weight}, ball(4 * near) - off, f"{off.str(6)} off at β = {weight}"

    return all_positive(cases())


@on_teachers("β = 10^-4 and 1 − 10^-4, students drawn near: within 1 % of both limits", names=ROWS)
def on_rows(p: Array, share: float = 1.0, seed: int = 0) -> Evidence:
    t = np.log(p)
    s = log_softmax(t + stream(seed, "losses.js_ends").normal(0, 0.5, p.shape), axis=-1)
    near, cases = 1e-4, []
    for weight, limit in ((near, measured_kl(t, s)), (1 - near, measured_kl(s, t))):
        off = float(np.abs(measured(t, s, weight) / near / (share * limit) - 1).max())
        cases.append(({"beta": weight}, 0.01 - off, f"off by {off:.2g} of the limit at β = {weight}"))
    return all_positive(cases)


control(ends, "the other way round at 0", low=lambda t, s: kl(s, t))
control(ends, "the other way round at 1", high=lambda t, s: -kl(t, s))
control(approached, "1 part in 10^7 off", share=Rational(10**7 + 1, 10**7))
control(on_rows, "2 % off", share=1.02)
