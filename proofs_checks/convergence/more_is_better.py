r"""More stages never hurt.

False: more stages may hurt: self-distillation first takes noise away, then the signal.

"More stages never hurt" fails. A student that says half of its target, y = μ + noise, both of size 1: after t stages
the risk is (1 − 2^−t)² + 4^−t, 1/2 after one stage and 5/8 after two. In kernel ridge regression (Borup and Andersen
2021, arXiv:2102.13088) the error falls for three stages and rises from the fourth on. A formula for rounds of
self-training (Wu, Yang and Sun 2026, arXiv:2602.14029, Theorem 3.2, at second hand, without printed numbers) does the
same at r, s, τ, σ = 1, 20, 1, 2: its rounds fall for three and rise from the fourth on.
"""

from fractions import Fraction
from itertools import pairwise

from flint import arb, arb_mat, fmpq
from sympy import Rational

from numerics.enclosure import precision
from proofs_checks.machine.checks import rounds_to
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness

claim = Claim(
    statement=r"\text{the risk after } t + 1 \text{ stages is at most that after } t",
    scope="self-distillation, each student trained on the last one's predictions; a shrinking student refutes",
    reads={"S3.converges": "limits"},
    expect="refuted",
)


def shrunk(t: int, signal: Fraction, noise: Fraction) -> Fraction:
    """E (2^−t y − μ)², y of mean μ and variance `noise`, μ² = `signal`."""
    return (1 - Fraction(1, 2**t)) ** 2 * signal + Fraction(1, 4**t) * noise


@leg("exact", covers="a student that halves, signal and noise of size 1, stages 1 to 6, in fractions")
def halving(signal: Fraction = Fraction(1)) -> Evidence:
    risks = [shrunk(t, signal, Fraction(1)) for t in range(1, 7)]
    figures = {f"t = {t}": str(risk) for t, risk in enumerate(risks, start=1)}
    rise = risks[1] - risks[0]
    if rise > 0:
        return Evidence("refutes", figures, Witness({"t": 2}, Rational(rise), f"risk {risks[0]}, then {risks[1]}"))
    return Evidence("supports", figures)


Y = (
    *("0.38476636465198066", "1.2333967683416893", "1.33232242218057", "0.6920159488889518", "-0.29756145531871736"),
    *("-0.24189291901377769", "-0.7964485769175675", "-0.9616480167034174", "-0.49672509509916934"),
    *("-0.3469066003991437", "0.5589512650600734"),
)
PRINTED = ("0.16477", "0.15076", "0.14915", "0.15561", "0.16735", "0.18251")
LIMIT = "0.49505"


def ridge(stages: int) -> list[arb]:
    """Mean squared errors against sin 2πx on 0, 0.01, …, 1 of kernel ridge on its own fits, λ = 1/5, and of zero."""

    def kernel(points: list[fmpq]) -> arb_mat:
        return arb_mat([[(-80 * arb(x - y) ** 2).exp() for y in nodes] for x in points])

    nodes, grid = [fmpq(n, 10) for n in range(11)], [fmpq(n, 100) for n in range(101)]
    truth = [(2 * arb.pi() * x).sin() for x in grid]
    regular = kernel(nodes) + arb_mat([[fmpq(int(i == j), 5) for j in range(11)] for i in range(11)])
    targets = arb_mat([[arb(y)] for y in Y])
    errors = []
    for _ in range(stages):
        weights = regular.solve(targets)
        fit = (kernel(grid) * weights).entries()
        errors.append(sum(((f - t) ** 2 for f, t in zip(fit, truth, strict=True)), arb(0)) / 101)
        targets = kernel(nodes) * weights
    return [*errors, sum((t * t for t in truth), arb(0)) / 101]


@leg(
    "published",
    covers="Borup and Andersen 2021: six steps of kernel ridge and the limit, to the printed digits; it rises",
)
def kernel_ridge(stages: int = 6) -> Evidence:
    with precision(256):
        *errors, limit = ridge(6)
    names = [f"step {n}" for n in range(1, 7)]
    found = rounds_to(zip([*names, "limit"], [*errors, limit], [*PRINTED, LIMIT], strict=True))
    assert found.outcome == "supports", found.note
    rises = [later - earlier for earlier, later in pairwise(errors[:stages])]
    step, worst = max(enumerate(rises, start=2), key=lambda rise: float(rise[1].mid()))
    if worst > 0:
        assert errors[step - 1] > errors[step - 2], "the step that is named"
        says = f"step {step} raises the error by {worst.str(6)}"
        return Evidence("refutes", found.figures, Witness({"step": step}, worst, says))
    return Evidence("supports", found.figures)


def rounds_of_self_training(rounds: int) -> list[Fraction]:
    """B_t + V_t for t = 0, 1, …, B_t = r²s(1 − (s/(s + τ))^{t+1})², V_0 = σ²/τ + τsr²/(s + τ)² and then
    V_t = V_{t−1}/(1 + τ) + τr²s^{2t+1}/(s + τ)^{2(t+1)}, at r, s, τ, σ = 1, 20, 1, 2."""
    r, s, tau, sigma = map(Fraction, (1, 20, 1, 2))
    variance = sigma**2 / tau + tau * s * r**2 / (s + tau) ** 2
    risks = []
    for t in range(rounds):
        bias = r**2 * s * (1 - (s / (s + tau)) ** (t + 1)) ** 2
        if t:
            variance = variance / (1 + tau) + tau * r**2 * s ** (2 * t + 1) / (s + tau) ** (2 * (t + 1))
        risks.append(bias + variance)
    return risks


@leg("exact", covers="the formula of Wu, Yang and Sun, evaluated by us: r = 1, s = 20, tau = 1, sigma = 2, t <= 7")
def self_training(rounds: int = 8) -> Evidence:
    risks = rounds_of_self_training(rounds)
    rises = [later - earlier for earlier, later in pairwise(risks)]
    figures = {f"t = {t}": f"{float(risk):.4f}" for t, risk in enumerate(risks)}
    if max(rises) > 0:
        first = next(t for t, rise in enumerate(rises, start=1) if rise > 0)
        says = f"round {first} raises the risk by {float(rises[first - 1]):.4g}"
        return Evidence("refutes", figures, Witness({"t": first}, Rational(rises[first - 1]), says))
    return Evidence("supports", figures)


def by_hand() -> Fraction:
    """Half of a target of mean 1 and variance 1: bias² + variance after one stage and after two."""
    one = (1 - Fraction(1, 2)) ** 2 + Fraction(1, 4)
    two = (1 - Fraction(1, 4)) ** 2 + Fraction(1, 16)
    return two - one


control(halving, "repaired: no signal to lose", signal=Fraction(0))
control(kernel_ridge, "repaired: three steps", stages=3)
control(self_training, "repaired: four rounds", rounds=4)
