r"""How far a teacher is from its renormalised top k.

p is a law, r the mass of the classes outside its k largest, 0 < r < 1, and q = p | K: q_i = p_i/(1 − r) on the k
classes, else 0. Then
    TV(p, q) = r,  ‖p − q‖₁ = 2r,  KL(q‖p) = −log(1 − r),  χ²(q‖p) = r/(1 − r),
KL(p‖q) and χ²(p‖q) are infinite; after mixing TV(F_T(p), F_T(q)) = r/T; and of all students s the one with the least
cross-entropy −Σ_K p_i log s_i is q.
Proof. On the k classes q_i − p_i = r q_i, and q_i/p_i = 1/(1 − r); Σ_K q_i = 1. Elsewhere q_i − p_i = −p_i, in all −r.
Mixing is affine, and divides differences by T. Cross-entropy is (1 − r)(KL(q‖s) + H(q)). ∎
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from flint import arb, fmpq
from sympy import Expr, Integer, Rational, Symbol, limit, log

from numerics.bias_variance import zipf
from numerics.chance import stream
from numerics.enclosure import ball
from numerics.laws import adversarial
from numerics.operators.mixing import mixing as soften
from numerics.partial_access import Distances, conditioned
from numerics.simplex import Array
from numerics.top_k import Top
from proofs_checks.machine.checks import POINT, Cases, all_positive, all_steps, equal, rounds_to
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal_parts
from theory.bias_variance import divergence
from theory.operators.mixing import mixing
from theory.partial_access import kept, zero_filled
from theory.simplex import T, generic, i


def distance(r: Any) -> Any:
    return r


def mixed(r: Any, T: Any) -> Any:
    return r / T


def information(r: Any) -> Any:
    return -log(1 - r)


def chi_square(r: Any) -> Any:
    return r / (1 - r)


claim = Claim(
    statement=Formula(
        r"\mathrm{TV}(p, p|K) = @distance, \quad \mathrm{KL}(p|K \,\|\, p) = @information, "
        r"\quad \chi^2(p|K \,\|\, p) = @chi_square",
        distance=distance,
        information=information,
        chi_square=chi_square,
    ),
    scope="1 <= k < V, K the k classes shown, r the mass of the others, 0 < r < 1",
    reads={"S7.topk": "repairs"},
    hypotheses={"renormalised": "the target keeps the proportions of the classes shown and puts the others at 0"},
    expect="proved",
    parts={
        "total_variation": Formula(r"\mathrm{TV}(p, p|K) = @distance", distance=distance),
        "kl": Formula(r"\mathrm{KL}(p|K\,\|\,p) = @information", information=information),
        "chi_square": Formula(r"\chi^2(p|K\,\|\,p) = @chi_square", chi_square=chi_square),
        "mixed": Formula(r"\mathrm{TV}(F_T(p), F_T(p|K)) = @mixed \text{ for mixing}", mixed=mixed),
        "student": r"\arg\min_s -\textstyle\sum_{i \in K} p_i \log s_i = p|K",
    },
)

Of = Callable[[Any], Any]
AT = {**POINT, kept: Rational(3, 4)}
none = Symbol("none", positive=True)


@leg("identity", part=tuple(claim.parts)[:4], covers=Whole("k, r and every entry are symbols"))
def derivation(
    distance: Of = distance,
    information: Of = information,
    chi_square: Of = chi_square,
    mixed: Callable[[Any, Any], Any] = mixed,
) -> Evidence:
    """Over the k classes q is a law, and p is 1 − r times it; what p has elsewhere is r in all, the target 0."""
    q, r = generic(), 1 - kept

    def summed(f: Callable[[Expr, Expr], Expr]) -> Expr:
        return q.sum(lambda j: f(*zero_filled(q, kept, j)))

    # q_i > p_i on the k classes, so that |q_i − p_i| is q_i − p_i
    apart = (summed(lambda p, target: target - p) + r) / 2
    # a class outside adds (0 − p_i)²/p_i = p_i
    squares = summed(lambda p, target: (target - p) ** 2 / p) + r
    other = generic("r")
    shrunk = mixing(other, T)[i] - mixing(q, T)[i]
    return all_steps(
        ("mixing divides differences", lambda: equal(shrunk, (other[i] - q[i]) / T, at=AT)),
        ("so TV", lambda: equal(apart / T, mixed(r, T), q, at=AT)),
        ("total variation", lambda: equal(apart, distance(r), q, at=AT)),
        ("KL", lambda: equal(summed(lambda p, t: t * (log(t) - log(p))), information(r), q, at=AT)),
        ("chi-square", lambda: equal(squares, chi_square(r), q, at=AT)),
        # the other way round: what a class outside, p_i, adds as its target tends to 0
        ("KL(p‖q)", lambda: equal(limit(1 / (q[i] * log(q[i] / none)), none, 0, "+"), Integer(0), at=AT)),
        ("χ²(p‖q)", lambda: equal(limit(none / (q[i] - none) ** 2, none, 0, "+"), Integer(0), at=AT)),
    )


@leg("identity", part="student", covers=Whole("k, r and every entry are symbols; KL(q‖s) is 0 at s = q alone"))
def least(share: Expr = kept) -> Evidence:
    """−Σ_K p_i log s_i − (1 − r) KL(q‖s) does not depend on s."""
    q, s = generic(), generic("r")
    cross = -q.sum(lambda j: share * q[j] * log(s[j]))
    rest = cross - kept * divergence(q, s)
    return equal(rest, -kept * q.mean(lambda j: log(q[j])), q, s, at=AT)


LAWS = [weights for weights in product(range(1, 5), repeat=4) if list(weights) == sorted(weights, reverse=True)]


def renormalised(p: Sequence[Fraction], k: int) -> list[Fraction]:
    return [x / sum(p[:k]) for x in p[:k]] + [Fraction(0)] * (len(p) - k)


def tempered(p: Sequence[Fraction], k: int) -> list[Fraction]:
    """Proportions squared."""
    return renormalised([x * x for x in p], k)


@leg(
    "exact",
    part=tuple(claim.parts)[:3],
    covers="35 laws on four classes with weights 1 to 4, k = 1, 2, 3: entry by entry, logarithms in balls",
)
def entries(
    distance: Of = distance,
    information: Of = information,
    chi_square: Of = chi_square,
    target: Callable[[Sequence[Fraction], int], Sequence[Fraction]] = renormalised,
) -> Evidence:
    def cases() -> Cases:
        near = arb(fmpq(1, 10**30))
        for weights, k in product(LAWS, (1, 2, 3)):
            p = [Fraction(w, sum(weights)) for w in weights]
            q = target(p, k)
            r = Rational(sum(p[k:], Fraction(0)))
            found = {
                "TV": (sum(abs(x - y) for x, y in zip(p, q, strict=True)) / 2, distance(r)),
                "KL": (sum(Rational(y) * log(Rational(y / x)) for x, y in zip(p, q, strict=True) if y), information(r)),
                "χ²": (sum((x - y) ** 2 / x for x, y in zip(p, q, strict=True)), chi_square(r)),
            }
            for name, (value, wanted) in found.items():
                off = abs(ball(Rational(value) if isinstance(value, Fraction) else value) - ball(wanted))
                yield {"p": p, "k": k}, near - off, f"{name} is {ball(wanted).str(8)} off by {off.str(5)}"

    return all_positive(cases())


@leg(
    "search",
    part=("total_variation", "kl", "chi_square", "mixed"),
    covers="2,000 adversarial laws for V = 3, 10, 100 each, k = 1, V/2: numerics beside sums over classes, T = 3",
)
def floats(distances: Callable[[Array], Distances] = conditioned, heat: float = 3.0, seed: int = 0) -> Evidence:
    worst = 0.0
    for V in (3, 10, 100):
        rows = -np.sort(-adversarial(stream(seed, "partial_access.topk", V), 2000, V, faces=False), axis=-1)
        for k in (1, V // 2):
            q = np.where(np.arange(V) < k, rows, 0.0)
            q /= q.sum(axis=1, keepdims=True)
            found = distances(Top.of(rows, k).mass)
            direct = (
                np.abs(rows - q).sum(axis=1) / 2,
                (q[:, :k] * np.log(q[:, :k] / rows[:, :k])).sum(axis=1),
                ((rows - q) ** 2 / rows).sum(axis=1),
            )
            both = np.abs(soften(rows, 3.0) - soften(q, 3.0)).sum(axis=1) / 2 - found.total_variation / heat
            off = [np.abs(a - b) / (1 + b) for a, b in zip(found, direct, strict=True)]
            worst = max(worst, float(np.abs(both).max()), *(float(o.max()) for o in off))
    if worst <= 3e-14:  # rounding: a fifth of it was seen at four seeds
        return Evidence("supports", {"worst distance": worst})
    return Evidence("refutes", {"worst distance": worst}, note=f"a distance is off by {worst:.2g}")


@leg("search", part="student", covers="35 laws on four classes, k = 2, 3: 200 students around the best, each is worse")
def around(power: float = 1.0) -> Evidence:
    """Students are laws in proportion to q_i^power (1 + e_i), e_i in steps, on the k classes."""
    steps = np.array([e for e in product((-0.1, -0.01, 0.0, 0.01, 0.1), repeat=3) if any(e)])
    cases = []
    for weights, k in product(LAWS, (2, 3)):
        p = np.array(weights[:k]) / sum(weights)
        best = p**power / (p**power).sum()
        others = best * (1 + np.pad(steps, ((0, 0), (1, 0)))[:, :k])
        others /= others.sum(axis=1, keepdims=True)
        moved = np.abs(others - best).max(axis=1) > 1e-6
        margin = float((-(p * np.log(others)).sum(axis=1) + (p * np.log(best)).sum())[moved].min())
        cases.append(({"p": weights, "k": k}, margin, f"another student has a cross-entropy {-margin:.2g} lower"))
    return all_positive(cases)


ZIPF, SHOWN = 100_000, 20


@leg(
    "published",
    part="student",
    covers="arXiv:2503.16870 (Sparse Logit Sampling, ACL 2025), Zipf figure, read off the plot; p_i ~ 1/i, V = 10^5",
)
def sparse_logit_sampling(shown: int = SHOWN) -> Evidence:
    """p_1, and what a student of 20 renormalised classes gives the second and the twentieth: t_i/a, as floats."""
    top = Top.of(zipf(ZIPF), shown)
    student = np.exp(top.log_p) / (1 - top.mass)
    numbers = {"p_1": (np.exp(top.log_p[0]), "0.083"), "p_2": (student[1], "0.139"), "p_20": (student[-1], "0.014")}
    return rounds_to([(name, arb(float(x), 1e-12), digits) for name, (x, digits) in numbers.items()])


for check in (derivation, entries):
    control(check, "half the tail", distance=lambda r: r / 2)
    control(check, "log(1 + r)", information=lambda r: log(1 + r))
    control(check, "r²/(1 − r)", chi_square=lambda r: r**2 / (1 - r))
    control(check, "1 % off", distance=lambda r: r * Rational(101, 100))
control(entries, "proportions squared", drops="renormalised", target=tempered)
control(least, "r in place of 1 − r", share=1 - kept)
control(derivation, "r/T²", mixed=lambda r, T: r / T**2)
control(floats, "the mass one part in 10^13 less", distances=lambda mass: conditioned((1 - 1e-13) * mass))
control(floats, "the mass 1 % less", distances=lambda mass: conditioned(0.99 * mass))
control(floats, "T = 3.03 in place of 3", heat=3.03)
control(around, "q_i^0.99", power=0.99)
control(sparse_logit_sampling, "19 classes shown", shown=19)

COVERED = {
    "total_variation": "every V, p and set shown",
    "kl": "every V, p and set shown",
    "chi_square": "every V, p and set shown",
    "mixed": "every V, p, T >= 1 and set shown",
    "student": "every V, p, set shown and student",
}
theorems = formal_parts(
    "partial_access.topk", COVERED, distance=distance, information=information, chi_square=chi_square, mixed=mixed
)
