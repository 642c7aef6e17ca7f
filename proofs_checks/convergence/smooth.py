r"""The constant of the 1/n law for smooth losses: that of the quadratic they are at the end of the path.

f_s is three times continuously differentiable in θ and s, ∇f_s(θ*(s)) = 0 with Hessian H(s), and M = (I − ηH(1))^m; the
spectra of I − ηH(s) lie in (−1, 1), n uniform stages of m gradient steps of size η start at θ*(0). Then
    n (θ*(1) − θ_n) → M(I − M)⁻¹ θ*'(1).
Proof. `tracking` keeps errors at O(1/n) (in a norm in which each I − ηH(s) contracts). A stage then takes e to
M_k(e + θ*'/n) + O(1/n²), M_k = (I − ηH(k/n))^m. What was k stages before the end counts by products of k such M, which
fall like a power: the sum is that of claim `constant`, with M and θ*' at the end. ∎
For softmax students with a ridge, H = (1/N) Σ_i (diag(s_i) − s_i s_iᵀ) ⊗ φ_iφ_iᵀ + ridge and θ*' = H⁻¹ Φᵀq'/N.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from flint import arb, fmpq
from scipy.special import softmax as softmax_of
from sympy import Expr, Function, Integer, Rational, symbols

from numerics.chance import stream
from numerics.convergence import descended, sampled, softmax_hessian, softmax_model
from numerics.enclosure import ball, precision
from numerics.features import principal
from numerics.homotopy import path_speed
from numerics.registry import operator
from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, POINT, Cases, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.teachers import ROWS, on_teachers
from theory import convergence as theory
from theory.equivalence import outputs
from theory.simplex import V, generic, i, softmax


def constant(M: Any, speed: Any) -> Any:
    return M / (1 - M) * speed


claim = Claim(
    statement=Formula(
        r"n\,(\theta^*(1) - \theta_n) \to @constant \text{ in each eigenspace of } M = (I - \eta H(1))^m",
        where={"speed": r"\theta^{*\prime}(1)"},
        constant=constant,
    ),
    scope="losses three times continuously differentiable, uniform stages from the start of the path, steps eta with "
    "I − eta H(s) between −1 and 1 along it",
    hypotheses={
        "smooth": "the loss is smooth along its path",
        "convex": "it is strongly convex there",
        "exact_gradients": "gradients are exact",
    },
    reads={"S3.rate": "repairs"},
    rests_on=("convergence.constant", "homotopy.tracking"),
    expect="supported",
)

Constant = Callable[..., Expr]
H, speed, eta, h, x = symbols("H v eta h x", positive=True)


@leg(
    "identity", covers="one stage near the end of the path, m = 1, 2, 3, an unknown gradient; softmax students, every V"
)
def expansions(constant: Constant = constant) -> Evidence:
    """With e = x/n and h = 1/n: what a stage leaves, to first order in h, and where x stays; and ds_i along (d_j)."""
    g, steps = Function("g"), []
    at = {H: Rational(1, 2), speed: Integer(3), eta: Rational(2, 3), x: ANYWHERE}
    u = h * (x + speed)
    for m in (1, 2, 3):
        u = u - eta * (H * u + g(h) * u**2)  # a gradient that vanishes at the optimum with slope H, for any g
        M = theory.left(eta, H, Integer(m))
        first = u.diff(h).subs(h, 0).doit()
        fixed = first.subs(x, constant(M, speed)) - constant(M, speed)
        steps += [
            (f"what a stage of {m} leaves", lambda f=first, M=M: equal(f, M * (x + speed), at=at)),
            (f"where it stays, m = {m}", lambda f=fixed: equal(f.simplify(), Integer(0), at=at)),
        ]
    z, d, p = outputs("z"), outputs("d"), generic()
    said = softmax(lambda j: z(j) + h * d(j), V)
    grown = said[i].diff(h).subs(h, 0)
    s = softmax(z, V)
    wanted = s[i] * (d(i) - p.sum(lambda j: s[j] * d(j)))
    bent = {**POINT, "d": [Rational(1), Rational(3), Rational(-2)]}
    return all_steps(*steps, ("the Hessian of a softmax student", lambda: equal(grown, wanted, at=bent)))


FEW, PRECISION = 256, 2048  # a step adds a bit or two to the radius


Slope = Callable[[arb, arb], arb]


def cubic(u: arb, s: arb) -> arb:
    """(1 + s)u + 2u² + u³."""
    return (1 + s) * u + 2 * u**2 + u**3


def left_at_the_end(n: int, m: int, slope: Slope = cubic) -> arb:
    """n(θ*(1) − θ_n) where ∇f_s(θ) is the slope at u = θ − s − s²: η = 1/4, speed 3 and, of the cubic, Hessian 2."""
    theta = arb(0)
    for stage in range(1, n + 1):
        s = fmpq(stage, n)
        for _ in range(m):
            u = theta - arb(s + s * s)
            theta = theta - slope(u, arb(s)) / 4
    return n * (2 - theta)


@leg(
    "enclosure",
    covers="one dimension, Hessian 1 + s, m = 1 and 2: n·e_n at 256 and 512 stages in balls, 1/n taken "
    "out, within 0.5 % of the constant",
)
def line(constant: Constant = constant, hessian: int = 2, slope: Slope = cubic) -> Evidence:
    def cases() -> Cases:
        with precision(PRECISION):
            for m in (1, 2):
                wanted = ball(constant((1 - Rational(hessian, 4)) ** m, Integer(3)))
                few, many = (left_at_the_end(n, m, slope) for n in (FEW, 2 * FEW))
                off = abs(2 * many - few - wanted)
                yield {"m": m}, wanted / 400 - off, f"n·e_n is {off.str(5)} off"

    return all_positive(cases())


RIDGE, RATE, STAGES, SETTLED = 0.2, 1.0, (128, 256), 1e-12


@on_teachers(
    "softmax students of the first 40, two principal features, a ridge of 0.2, power path from T = 1 to 2, m = 1 and "
    "2: n·e_n at 128 and 256 stages, what is of order 1/n taken out, within 0.5 % of the constant",
    names=ROWS,
)
def on_rows(p: Array, share: float = 1.0, off_by_one: int = 0, batch: int = 0, seed: int = 0) -> Evidence:
    """θ*' solves Hθ*' = Φᵀq'/N; M applies to it m times, and M(I − M)⁻¹ by solving. With `batch` gradients come from
    minibatches of so many labels."""
    rows, power, features = p[:40], operator("power"), principal(p[:40], 2)

    def teacher(s: float) -> Array:
        return power(rows, 1 + s)

    gradient = softmax_model(features, teacher, RIDGE)

    def optimum(s: float) -> tuple[Array, Array]:
        W = np.zeros((features.shape[1], rows.shape[1]))
        while True:
            slope, hessian = gradient(W, s), softmax_hessian(features, W, RIDGE)
            if np.linalg.norm(slope) < SETTLED:
                return W, hessian
            W = W - np.linalg.solve(hessian, slope.ravel()).reshape(W.shape)

    # diag(s) − ssᵀ is at most 1/2, so that H is at most half of the features' second moments, and the ridge
    steepest = np.linalg.eigvalsh(features.T @ features / len(rows)).max() / 2 + RIDGE
    assert RATE * steepest < 2, "the hypothesis: I − ηH between −1 and 1 all along the path"
    (start, _), (end, hessian) = optimum(0.0), optimum(1.0)
    one = np.eye(len(hessian)) - RATE * hessian
    path = np.linalg.solve(hessian, (features.T @ path_speed(rows, 2.0) / len(rows)).ravel())

    def staged(n: int, m: int) -> Array:
        if not batch:
            return descended(gradient, start, n, m, RATE)
        rng = stream(seed, "convergence.smooth", n, m)
        noisy = sampled(rng, features, teacher, batch, says=lambda z: softmax_of(z, axis=-1))
        return descended(lambda W, s: noisy(W, s) + RIDGE * W, start[None], n, m, RATE)[0]

    def cases() -> Cases:
        for m in (1, 2):
            M = np.linalg.matrix_power(one, m + off_by_one)
            wanted = share * np.linalg.solve(np.eye(len(M)) - M, M @ path)
            few, many = (n * (end - staged(n, m)).ravel() for n in STAGES)
            off = float(np.linalg.norm(2 * many - few - wanted) / np.linalg.norm(wanted))
            yield {"m": m}, 0.005 - off, f"n·e_n is {off:.2g} of the constant off"

    return all_positive(cases())


for check in (expansions, line):
    control(check, "contraction off by one", constant=lambda M, v: v / (1 - M))
control(line, "2 % off", constant=lambda M, v: Rational(102, 100) * constant(M, v))
control(line, "the Hessian at the start of the path", hessian=1)
control(line, "a curvature that jumps on the path", drops="smooth", slope=lambda u, s: cubic(u, s) + abs(u) / 2)
control(line, "flat at the start", drops="convex", slope=lambda u, s: s * u + (3 * u**2 + u**3) / 2, hessian=1)
control(line, "gradients off by 1/1000", drops="exact_gradients", slope=lambda u, s: cubic(u, s) + arb(1) / 1000)
control(on_rows, "2 % off", share=1.02)
control(on_rows, "a step more a stage", off_by_one=1)
control(on_rows, "gradients that are not exact: minibatches of 64 labels", batch=64)
control(line, "0.5 % off", constant=lambda M, v: Rational(201, 200) * constant(M, v))
