r"""The privacy of draws from a teacher that is softened by power: 2s/T a draw, where neighbours are near.

Neighbours are two teachers on V classes whose log-probabilities differ by s at most in every class. One draw from power
at T ≠ 1 is 2s/T-DP; at T = 1 it is s-DP. The bound is sharp as V grows: for every T ≠ 1 pairs of teachers come as near
to it as one likes. n draws cost n times as much.
Proof. log(q_i/q'_i) = β(log p_i − log p'_i) − log(S/S'), S = Σ p_j^β, and both parts lie in [−βs, βs], the second since
each term of S does; at T = 1 S = S' = 1. Sharp: for T < 1 a class of 1/(1 + e^−s) moves down by s, and takes S with it,
while very many light ones move up by s; for T > 1 very many light classes hold S and move down, one light one up. ∎
Of logits that move by s at most softmax(z/T) is 2s/T-DP, too (2Δ/T of Yang and Zhu, arXiv:2603.17902), and no better at
T = 1: log-probabilities of neighbours there may differ by 2s.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
from flint import arb
from scipy.special import softmax
from sympy import Expr, Integer, Rational, exp, log, symbols

from numerics.axioms import Softener
from numerics.chance import stream
from numerics.enclosure import precision
from numerics.laws import adversarial
from numerics.operators.power import power as soften
from numerics.privacy import power_pair, privacy_loss
from proofs_checks.machine.checks import POINT, Cases, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.formula import Formula
from theory.bias_variance import n
from theory.privacy import loss_of_draws, power_loss
from theory.simplex import T, generic


def spent(s: Any, T: Any) -> Any:
    """ε of one draw, T ≠ 1."""
    return 2 * s / T


claim = Claim(
    statement=Formula(
        r"|\log p_i - \log p'_i| \le s \implies \text{a draw is } @spent\text{-DP}, \text{ and } s\text{-DP at } T = 1",
        spent=spent,
    ),
    scope="power, V >= 2, p and p' > 0, T > 0; sharp for T /= 1 as V grows",
    reads={"S8.privacy": "repairs"},
    hypotheses={"near": "log-probabilities of neighbours differ by s at most"},
    expect="derived",
    parts={
        "bound": Formula(r"\text{one draw is } @spent\text{-DP}; \text{ at } T = 1 \text{ } s\text{-DP}", spent=spent),
        "sharp": Formula(r"\sup_{V, p, p'} \max_i \log(q_i/q'_i) = @spent \text{ for } T \ne 1", spent=spent),
    },
)

Spent = Callable[[Any, Any], Any]
s, x, V = symbols("s x V", positive=True)
AT = {**POINT, s: Rational(1, 2), x: Rational(1, 3)}


@leg("identity", part="bound", covers=Whole("V, T, s and p are symbols; each term of S moves by the factor e^(±βs)"))
def derivation(spent: Spent = spent) -> Evidence:
    """The largest that both parts can be at once, from the sums of theory; and n draws."""
    one = power_loss(generic(), s)
    return all_steps(
        ("an entry and S together", lambda: equal(exp(one), exp(spent(s, T)), at=AT)),
        ("n draws", lambda: equal(loss_of_draws(spent(s, T), n), n * spent(s, T), at={**AT, n: Integer(3)})),
    )


@leg(
    "identity",
    part="sharp",
    covers=Whole("s and every T /= 1 are symbols; W = V^(1 − β) tends to 0 for β > 1, to infinity for β < 1, in words"),
)
def growing(spent: Spent = spent) -> Evidence:
    """The losses of the two pairs from their groups of classes; the many light ones add W light^β to S, V of them."""
    W, h = symbols("W h", positive=True)
    heavy = 1 / (1 + exp(-s))
    light = 1 - heavy

    def loss(beta: Expr, before: Expr, after: Expr) -> Expr:
        """Of the class that moves up: e^(βs) S/S'."""
        return (exp(beta * s) * before / after).simplify()

    cold, warm = 1 + h, 1 / (1 + h)
    # T < 1: the heavy class holds S once W is gone, and gives the light ones what they gain
    few = loss(cold, heavy**cold + W * light**cold, (1 - light * exp(s)) ** cold + W * (light * exp(s)) ** cold).subs(
        W, 0
    )
    # T > 1: over W the heavy class, below 1 before and after, adds nothing to S
    many = loss(warm, x**warm, (x * exp(-s)) ** warm)
    return all_steps(
        ("T < 1", lambda: equal(log(few), spent(s, 1 / cold), at={**AT, h: Rational(1, 3)})),
        ("T > 1", lambda: equal(log(many), spent(s, 1 / warm), at={**AT, h: Rational(1, 3)})),
        ("the heavy class moves down by s", lambda: equal((1 - light * exp(s)) / heavy, exp(-s), at=AT)),
    )


@leg("enclosure", part="sharp", covers="T = 1/2, 4/5, 3/2, 4, s = 1/2, 2; V = 10^60 classes in two groups, in balls")
def nearly(spent: Spent = spent, far: int = 1) -> Evidence:
    """The loss of the class that moves up, within 1 % of the bound, and not beyond it; `far` times s are moved."""

    def cases() -> Cases:
        many = arb(10) ** 60
        heats = Rational(1, 2), Rational(4, 5), Rational(3, 2), Rational(4)
        for heat, step in product(heats, (Rational(1, 2), Rational(2))):
            beta, move = arb(1) / ball_of(heat), far * ball_of(step)
            if heat > 1:
                light, less = many ** (-arb(1) / 4), (-move).exp()  # all the many together
                groups = [(1 - light, 1 - light * less, arb(1)), (light / many, light / many * less, many)]
            else:
                heavy = 1 / (1 + (-move).exp())
                light = (1 - heavy) / many
                groups = [(heavy, 1 - (1 - heavy) * move.exp(), arb(1)), (light, light * move.exp(), many)]
            before, after = (sum((g[k] ** beta * g[2] for g in groups), arb(0)) for k in (0, 1))
            loss = beta * move + (before / after).log()
            bound = ball_of(spent(step, heat))
            at = {"T": heat, "s": step}
            yield at, loss - bound * ball_of(Rational(99, 100)), f"a loss of {loss.str(6)}, the bound {bound.str(6)}"
            yield at, bound + arb(10) ** -9 - loss, f"a loss of {loss.str(6)}, the bound {bound.str(6)}"

    with precision(256):
        return all_positive(cases())


def ball_of(x: Expr) -> arb:
    return arb(int(x.p)) / int(x.q)


@leg(
    "search", part="bound", covers="neighbours of adversarial laws, 5,000 for V = 2, 5, 50 each, T = 1/5 to 20, s to 3"
)
def neighbours(spent: Spent = spent, F: Softener = soften, short: float = 0.0, seed: int = 0) -> Evidence:
    """Every class but the largest moves by s, up or down; pairs are left out where that moves by more.

    At T = 1 the bound is s, less what it falls `short`.
    """
    worst, tried = -np.inf, 0
    for classes in (2, 5, 50):
        rng = stream(seed, "privacy.dp_power", classes)
        p = np.maximum(adversarial(rng, 5000, classes, faces=False), 1e-40)  # whose fifth powers floats hold
        p /= p.sum(axis=1, keepdims=True)
        for step, heat in product((0.1, 1.0, 3.0), (0.2, 1.0, 1.5, 20.0)):
            q = p * np.exp(step * rng.choice([-1.0, 1.0], p.shape))
            rows, top = np.arange(len(p)), p.argmax(axis=1)
            q[rows, top] = 0.0
            q[rows, top] = 1 - q.sum(axis=1)  # the largest class makes up for the others
            with np.errstate(invalid="ignore"):
                kept = np.abs(np.log(q / p)).max(axis=1) <= step
            near, other = p[kept], q[kept]
            bound = step - short if heat == 1 else float(spent(step, heat))
            loss = np.maximum(privacy_loss(F(near, heat), F(other, heat)), privacy_loss(F(other, heat), F(near, heat)))
            worst, tried = max(worst, float((loss - bound).max(initial=-np.inf))), tried + len(near)
    figures = {"pairs": tried, "worst excess": worst}
    if worst <= 2e-13:  # rounding of logarithms to 1/T times 90, a seventh of which was seen at four seeds
        return Evidence("supports", figures)
    return Evidence("refutes", figures, Witness({"V": (2, 5, 50)}, worst, "a draw tells more than ε"))


@leg("search", part="bound", covers="logits of 5,000 rows, V = 2, 5, 50, T = 1/5 to 20, that move by s at most, s to 3")
def logits(spent: Spent = spent, seed: int = 0) -> Evidence:
    """Every logit but the first moves down by s, which moves up; and every one by some part of s."""
    worst, tried = -np.inf, 0
    for classes in (2, 5, 50):
        rng = stream(seed, "privacy.dp_power", "logits", classes)
        z = np.concatenate([rng.normal(0, 3, (5000, classes)), np.zeros((1, classes))])
        z[-1, 0] = -20.0  # one light class beside equal ones comes near the bound
        for step, heat in product((0.1, 1.0, 3.0), (0.2, 1.0, 1.5, 20.0)):
            moves = step * rng.uniform(-1, 1, z.shape)
            moves[::2] = np.where(np.arange(classes) == 0, step, -step)
            loss = privacy_loss(softmax((z + moves) / heat, axis=1), softmax(z / heat, axis=1))
            worst, tried = max(worst, float((loss - float(spent(step, heat))).max())), tried + len(z)
    figures = {"pairs": tried, "worst excess": worst}
    if worst <= 2e-13:
        return Evidence("supports", figures)
    return Evidence("refutes", figures, Witness({"V": (2, 5, 50)}, worst, "a draw tells more than ε"))


@leg(
    "search",
    part="sharp",
    covers="pairs of numerics on 10^2, 10^4, 10^6 classes, T = 1/2, 3/2, 4, s = 1/2: ever nearer",
)
def pairs(spent: Spent = spent) -> Evidence:
    """Neighbours that are laws; the share of the bound that they lose grows with V, to that of a million at least."""
    cases = []
    for heat, shares in ((0.5, (0.98, 0.9998, 0.99999)), (1.5, (0.81, 0.95, 0.989)), (4.0, (0.97, 0.999, 0.9999))):
        for classes, share in zip((10**2, 10**4, 10**6), shares, strict=True):
            p, q = power_pair(classes, 0.5, heat)
            near = max(float(np.abs(np.log(p / q)).max()) - 0.5, abs(float(q.sum()) - 1), abs(float(p.sum()) - 1))
            loss, bound = float(privacy_loss(soften(q, heat), soften(p, heat))), float(spent(0.5, heat))
            at = {"V": classes, "T": heat}
            cases += [
                (at, loss - share * bound, f"a loss of {loss:.6g}, the bound {bound:.6g}"),
                (at, bound - loss, f"a loss of {loss:.6g}, the bound {bound:.6g}"),
                (at, 1e-9 - near, f"p and p' are no neighbours, by {near:.2g}"),
            ]
    return all_positive(cases)


for check in (derivation, growing, nearly, pairs):
    control(check, "s/T in place of 2s/T", spent=lambda s, T: s / T)
for check in (nearly, pairs):
    control(check, "2 % more", spent=lambda s, T: spent(s, T) * 51 / 50)
control(logits, "s at T = 1", spent=lambda s, T: s if T == 1 else spent(s, T))
control(neighbours, "s less 1e-12 at T = 1", short=1e-12)
control(neighbours, "s/T", spent=lambda s, T: s / T)
control(nearly, "twice as far apart", drops="near", far=2)
