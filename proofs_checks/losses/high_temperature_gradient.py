r"""As T grows, T² times the gradient of the softened KL is the centred difference of logits over V.

For all real z, v, both softened at T: T² ∂/∂z_i KL(σ(v/T)‖σ(z/T)) → ((z_i − z̄) − (v_i − v̄))/V. So T² keeps the size
of the gradient, and what is left is that of half the variance of z − v over classes (`high_temperature`), which a mean
over classes divides by V once more.
Proof. The gradient is (σ(z/T)_i − σ(v/T)_i)/T. In β = 1/T both laws leave u at first order, by β(w_i − w̄)/V. ∎
"""

from collections.abc import Callable

import numpy as np
from scipy.special import log_softmax, softmax
from sympy import Expr, Integer, Rational, Symbol, simplify

from numerics.chance import stream
from numerics.enclosure import ball
from numerics.losses.families import kl
from numerics.simplex import Array
from proofs_checks.machine.checks import POINT, Cases, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.teachers import ROWS, on_teachers
from theory import equivalence
from theory.losses import pull
from theory.simplex import Law, V, completed, i
from theory.simplex import softmax as law

claim = Claim(
    statement=r"T^2\,\partial_{z_i}\mathrm{KL}(\sigma(v/T)\,\|\,\sigma(z/T)) \to "
    r"\tfrac1V ((z_i - \bar z) - (v_i - \bar v))",
    scope="V >= 2, every real z and v, T -> infinity; sigma is softmax, a bar the mean over classes",
    rests_on=("equivalence.high_temperature",),
    expect="derived",
)

Limit = Callable[[equivalence.Outputs, equivalence.Outputs, Expr, Expr], Expr]


def centred(z: equivalence.Outputs, v: equivalence.Outputs, j: Expr, classes: Expr) -> Expr:
    """((z_j − z̄) − (v_j − v̄))/V."""
    means = [Law(classes, lambda _: 1 / classes).mean(of) for of in (z, v)]
    return ((z(j) - means[0]) - (v(j) - means[1])) / classes


@leg("identity", covers=Whole("V, i and all entries are symbols; the gradient's formula at V = 3, entries symbols"))
def expansion(limit: Limit = centred) -> Evidence:
    z, v = equivalence.outputs("z"), equivalence.outputs("e")
    at = {**POINT, "e": [Rational(1), Rational(2), Rational(-1)]}
    T, a, b = (Symbol(name, positive=True) for name in ("T", "a", "b"))
    names = [Symbol(f"w{n}", real=True) for n in (1, 2, 3)]
    t, s = completed([a, b]), law(lambda j: names[int(j) - 1] / T, Integer(3))
    slope = equivalence.kl(lambda j: names[int(j) - 1] / T, t).diff(names[0])
    point = dict(zip([*names, T, a, b], map(Rational, ("1/2", "-1/3", "1", "2", "1/4", "1/2")), strict=True))
    difference = pull(z, v, V)(i)
    return all_steps(
        ("the gradient is (s_1 − t_1)/T", lambda: equal(simplify(slope), (s[1] - t[1]) / T, at=point)),
        ("order 0", lambda: equal(difference.subs(equivalence.BETA, 0), Integer(0), at=at)),
        (
            "order 1",
            lambda: equal(difference.diff(equivalence.BETA).subs(equivalence.BETA, 0), limit(z, v, i, V), at=at),
        ),
    )


OUTPUTS = {"z": (Rational(2), Rational(1), Rational(-1)), "v": (Rational(1), Rational(0), Rational(-1, 2))}


@leg("enclosure", covers="z = (2, 1, −1), v = (2, 0, −1)/2, T = 10 to 10^9, every class: within 1/T of the limit")
def approached(share: Expr = Integer(1)) -> Evidence:
    def cases() -> Cases:
        z, v = (lambda j, of=of: OUTPUTS[of][int(j) - 1] for of in ("z", "v"))
        for k in (1, 2, 3, 6, 9):
            T = Integer(10) ** k
            s, t = (law(lambda j, of=of, T=T: of(j) / T, Integer(3)) for of in (z, v))
            for j in (1, 2, 3):
                limit = share * centred(z, v, Integer(j), Integer(3))
                off = abs(ball(T * (s[j] - t[j]) - limit))
                yield {"T": T, "class": j}, ball(1 / T) - off, f"{off.str(6)} off the limit at T = {T}"

    return all_positive(cases())


@on_teachers("T = 10^3, students drawn: differences of T² KL within 1 % of the limit's length", names=ROWS)
def on_rows(p: Array, share: float = 1.0, seed: int = 0) -> Evidence:
    """Differences of T² KL in logits, as numerics computes it, beside the limit."""
    T, step = 1e3, 1.0
    rng = stream(seed, "losses.high_temperature_gradient")
    v = np.log(p)
    z = v + rng.standard_normal(p.shape)
    along = rng.standard_normal(p.shape)

    def loss(logits: Array) -> Array:
        return T**2 * kl(log_softmax(v / T, axis=-1), log_softmax(logits / T, axis=-1))

    slope = (loss(z + step * along) - loss(z - step * along)) / (2 * step)
    gap = (z - v) - (z - v).mean(axis=-1, keepdims=True)
    limit = share * (gap * along).mean(axis=-1)
    size = np.sqrt((gap**2).mean(axis=-1) * (along**2).mean(axis=-1))
    off = float((np.abs(slope - limit) / size).max())
    exact = T * ((softmax(z / T, axis=-1) - softmax(v / T, axis=-1)) * along).sum(axis=-1)
    apart = float((np.abs(slope - exact) / size).max())
    says = f"off by {off:.2g} of the length, and by {apart:.2g} from (s − t)/T"
    return all_positive([({"T": T}, 0.01 - off, says), ({"T": T}, 0.001 - apart, says)])


control(expansion, "not divided by V", limit=lambda z, v, j, classes: classes * centred(z, v, j, classes))
control(expansion, "of the other sign", limit=lambda z, v, j, classes: -centred(z, v, j, classes))
control(approached, "1 part in 10^8 off", share=Rational(10**8 + 1, 10**8))
control(on_rows, "not centred by 10 %", share=1.1)
