r"""KL divergence splits into bias and variance both ways, each about a centre of its own.

S is a random law with E log S_i > −∞, S̄ ∝ exp E log S its geometric mean, Z = Σ exp E log S_i, q > 0 fixed. Then
    E KL(q‖S) = KL(q‖S̄) + E KL(S̄‖S), and the variance E KL(S̄‖S) is −log Z ≥ 0;
    E KL(S‖q) = KL(E S‖q) + E KL(S‖E S), and the variance is H(E S) − E H(S) ≥ 0.
Proof. log S̄_i = E log S_i − log Z, so E KL(q‖S) − KL(q‖S̄) = Σ q_i (log S̄_i − E log S_i) = −log Z whatever q, and q = S̄
gives the variance. The second: E KL(S‖q) = −E H(S) − Σ E S_i log q_i; add and take away H(E S). ∎
No axiom is used, nor where S comes from. The centres differ: the geometric mean serves only the first.
"""

from collections.abc import Callable

import numpy as np
from sympy import Expr, IndexedBase, Integer, Rational, Symbol, exp, expand_log, log

from numerics import decomposition
from numerics.bias_variance import zipf
from numerics.chance import stream
from numerics.simplex import Array
from proofs_checks.machine.checks import all_equal, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from theory.bias_variance import divergence, expected_divergence_from, expected_divergence_to
from theory.simplex import Law, V, entropy, explicit, generic

claim = Claim(
    statement=r"\mathbb E\,\mathrm{KL}(q\|S) = \mathrm{KL}(q\|\bar S) + \mathbb E\,\mathrm{KL}(\bar S\|S), \quad "
    r"\mathbb E\,\mathrm{KL}(S\|q) = \mathrm{KL}(\mathbb E S\|q) + \mathbb E\,\mathrm{KL}(S\|\mathbb E S)",
    scope="V >= 2, any random law S, any q > 0; in the first part S > 0 with E log S_i > −infinity for every class",
    reads={"S1.split": "repairs"},
    expect="proved",
    parts={
        "forward": r"\mathbb E\,\mathrm{KL}(q\|S) = \mathrm{KL}(q\|\bar S) - \log \sum \exp \mathbb E \log S_i",
        "reverse": r"\mathbb E\,\mathrm{KL}(S\|q) = \mathrm{KL}(\mathbb E S\|q) + H(\mathbb E S) - \mathbb E H(S)",
    },
)

MEAN_LOG = Law(V, lambda j: log(IndexedBase("g", positive=True)[j]))  # E log S_j, the logarithm of a geometric mean
MEAN_ENTROPY = Symbol("h", nonnegative=True)
AT = {
    **{V: 3, MEAN_ENTROPY: Rational(9, 10)},
    "g": [Rational(1, 2), Rational(1, 4), Rational(1, 5)],
    "q": [Rational(1, 2), Rational(1, 3), Rational(1, 6)],
    "m": [Rational(1, 4), Rational(1, 8), Rational(5, 8)],
}
Centre = Callable[[Law], Law]


def geometric(mean_log: Law) -> Law:
    """S̄: the normalised exponentials of E log S."""
    total = mean_log.sum(lambda j: exp(mean_log[j]))
    return Law(mean_log.classes, lambda j: exp(mean_log[j]) / total)


def unnormalised(mean_log: Law) -> Law:
    return Law(mean_log.classes, lambda j: exp(mean_log[j]))


@leg("identity", part="forward", covers=Whole("V, q and every E log S_i are symbols, and nothing else of S enters"))
def forward(centre: Centre = geometric) -> Evidence:
    q, total = generic("q"), MEAN_LOG.sum(lambda j: exp(MEAN_LOG[j]))
    S = centre(MEAN_LOG)
    return all_steps(
        (
            "the loss is KL(q‖S̄) − log Z",
            lambda: equal(expected_divergence_to(q, MEAN_LOG), divergence(q, S) - log(total), q, at=AT),
        ),
        ("−log Z is E KL(S̄‖S)", lambda: equal(expected_divergence_to(S, MEAN_LOG), -log(total), at=AT)),
    )


@leg("identity", part="reverse", covers=Whole("V, q, every E S_i and E H(S) are symbols, and nothing else of S enters"))
def reverse(jensen: Callable[[Law], Expr] = lambda mean: entropy(mean) - MEAN_ENTROPY) -> Evidence:
    q, mean = generic("q"), generic("m")
    left = expected_divergence_from(mean, MEAN_ENTROPY, q)
    own = expected_divergence_from(mean, MEAN_ENTROPY, mean)
    return all_steps(
        ("the loss", lambda: equal(left, divergence(mean, q) + jensen(mean), at=AT)),
        ("the variance", lambda: equal(own, jensen(mean), at=AT)),
    )


ATOMS = ((Rational(1, 2), (1, 4, 4)), (Rational(1, 2), (4, 1, 4)))  # the geometric mean is (1, 1, 2)/4
TARGETS = ((1, 1, 2), (7, 2, 1))


def law(weights: tuple[int, ...]) -> Law:
    return explicit([Rational(w, sum(weights)) for w in weights])


def arithmetic(laws: list[tuple[Rational, Law]]) -> Law:
    return Law(Integer(3), lambda j: sum((w * s[j] for w, s in laws), Integer(0)))


def geometric_mean(laws: list[tuple[Rational, Law]]) -> Law:
    return geometric(Law(Integer(3), lambda j: sum((w * log(s[j]) for w, s in laws), Integer(0))))


Mean = Callable[[list[tuple[Rational, Law]]], Law]


@leg("exact", covers="V = 3, S one of two laws with even chances, two targets, both ways: from the definition of KL")
def two_students(forward: Mean = geometric_mean, reverse: Mean = arithmetic) -> Evidence:
    students = [(chance, law(weights)) for chance, weights in ATOMS]
    centres, cases = (forward(students), reverse(students)), []
    for weights in TARGETS:
        q = law(weights)
        for way, centre in zip((divergence, lambda a, b: divergence(b, a)), centres, strict=True):
            loss, spread = (sum((c * way(a, s) for c, s in students), Integer(0)) for a in (q, centre))
            gap = loss - way(q, centre) - spread
            cases.append(({"q": list(map(str, q.entries))}, expand_log(gap, factor=True).expand(), Integer(0)))
    return all_equal(cases)


STUDENTS = 64


@leg(
    "search",
    covers="64 students each, rows of any positive numbers made laws, V = 2, 5, 50, 1000, as numerics splits KL",
)
def any_rows(
    forward: Callable[[Array], Array] = lambda logs: logs.mean(axis=0),
    reverse: Callable[[Array], Array] = lambda s: s.mean(axis=0),
    seed: int = 0,
) -> Evidence:
    """The law of S is the empirical one, so that no chance is left; `forward` gives the logarithm of the centre.

    What `numerics.decomposition` calls risk and plug-in bias, beside the two parts from their definitions, both ways.
    """
    found = []
    for classes in (2, 5, 50, 1000):
        q, rng = zipf(classes), stream(seed, "bias_variance.kl", classes)
        rows = rng.gamma(0.5, size=(STUDENTS, classes)) + 1e-6
        s = rows / rows.sum(axis=-1, keepdims=True)
        logs = np.log(s)
        weights = np.exp(forward(logs))
        centre, mean = weights / weights.sum(), reverse(s)
        measured = decomposition.kl(logs[:, None], q[None], decomposition.Units.named(range(STUDENTS)))
        for loss, bias, variance in (
            (float(measured.risk[0]), kl(q, np.log(centre)), kl(centre, logs).mean()),
            (float(measured.plug_in[0] + kl(centre, logs).mean()), kl(q, np.log(centre)), kl(centre, logs).mean()),
            ((s * (logs - np.log(q))).sum(axis=-1).mean(), kl(mean, np.log(q)), kl_rows(s, logs, mean)),
        ):
            found.append(abs(loss - bias - variance))
    worst = float(np.max(found))  # not a number if one is not
    return Evidence("supports" if worst < ROUNDING else "refutes", {"examples": len(found), "worst": worst})


def kl_rows(s: Array, logs: Array, mean: Array) -> float:
    """E KL(S‖E S)."""
    return float((s * (logs - np.log(mean))).sum(axis=-1).mean())


ROUNDING = 1e-14  # of a loss of a few nats: 2e-15 is seen


def kl(p: Array, log_q: Array) -> Array:
    return (p * (np.log(p) - log_q)).sum(axis=-1)


control(forward, "the centre is not normalised", centre=unnormalised)
control(reverse, "the entropies the other way", jensen=lambda mean: MEAN_ENTROPY - entropy(mean))
control(two_students, "the arithmetic mean for KL(q‖S)", forward=arithmetic)
control(two_students, "the geometric mean for KL(S‖q)", reverse=geometric_mean)


def normalised_geometric(s: Array) -> Array:
    weights: Array = np.exp(np.log(s).mean(axis=0))
    return weights / weights.sum()


control(any_rows, "the arithmetic mean for KL(q‖S)", forward=lambda logs: np.log(np.exp(logs).mean(axis=0)))
control(any_rows, "a centre off by 2 parts in 10^13", forward=lambda logs: logs.mean(axis=0) * (1 + 2e-13))
control(any_rows, "the geometric mean for KL(S‖q)", reverse=normalised_geometric)

kl_forward_any = formal(
    "bias_variance.kl_forward_any", covers="every V, any space, S > 0 with E log S_i finite", part="forward"
)
kl_reverse_any = formal("bias_variance.kl_reverse_any", covers="every V, any space, any random law S", part="reverse")
kl_any = formal("bias_variance.kl_any", covers="both splits together, every V, any space, S > 0", step=True)
