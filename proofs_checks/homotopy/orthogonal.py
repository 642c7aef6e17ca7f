r"""Where features are uncorrelated, pruning step by step and in one shot are the same.

Σ diagonal with positive entries: fitted again, no weight moves, so that magnitudes keep their order, and both keep the
k largest (one rule for ties). With correlated features either may win (`one_shot_never_wins`, `iterating_rescues`).
Proof. Row i of Σ_KK w = (Σβ)_K says σ_i w_i = σ_i β_i, and σ_i > 0. ∎
"""

from collections.abc import Iterator

import numpy as np
from flint import fmpq
from sympy import Expr, Integer, Symbol, solve, symbols

from numerics.chance import stream
from numerics.homotopy import iterative, losses, one_shot, pruned, refitted
from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, all_equal, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal

claim = Claim(
    statement=r"\Sigma \text{ diagonal} \implies \text{iterative pruning keeps what one shot keeps}",
    scope="linear models, Sigma_ii > 0, squared error, refit, every d and k, one rule for ties",
    hypotheses={"uncorrelated": "features are uncorrelated"},
    reads={"S2.iterate": "limits"},
    expect="proved",
)

sigma, weight = symbols("sigma beta", positive=True)


@leg(
    "identity",
    covers=Whole("one row of the normal equations, whatever d and K; and elimination itself for d = 2, 3, 4"),
)
def rows(correlation: Expr = Integer(0)) -> Evidence:
    """σw = σβ has w = β; with a correlated feature dropped, of weight γ, it has not."""
    w, other = Symbol("w"), Symbol("gamma", positive=True)
    at = {sigma: Integer(2), weight: ANYWHERE, other: Integer(3)}
    (solved,) = solve(sigma * w - sigma * weight - correlation * other, w)
    steps = [("one row", lambda: equal(solved, weight, at=at))]
    for d in (2, 3, 4):
        s, b = symbols(f"s1:{d + 1}", positive=True), symbols(f"b1:{d + 1}", positive=True)
        Sigma = [[s[r] if r == c else Integer(0) for c in range(d)] for r in range(d)]
        again = refitted(Sigma, list(b), range(d - 1))
        values = {v: Integer(n + 1) for n, v in enumerate((*s, *b))}
        steps += [
            (f"d = {d}, weight {n + 1}", lambda w=again[n], v=b[n], at=values: equal(w.simplify(), v, at=at))
            for n in range(d - 1)
        ]
    return all_steps(*steps)


@leg("exact", covers="200 rational problems with d = 2 to 7, every k: both keep the same features, ties among them")
def both(correlated: bool = False, seed: int = 0) -> Evidence:
    def cases() -> Iterator[tuple[dict[str, object], Expr, Expr]]:
        for problem in range(200):
            rng = stream(seed, "homotopy.orthogonal", problem)
            d = int(rng.integers(2, 8))
            Sigma = [[fmpq(int(rng.integers(1, 9)) if r == c else 0) for c in range(d)] for r in range(d)]
            if correlated:
                for r in range(d - 1):
                    Sigma[r][r + 1] = Sigma[r + 1][r] = fmpq(1, 2)
            beta = [fmpq(int(x)) for x in rng.integers(1, 6, d) * rng.choice([-1, 1], d)]
            for k in range(1, d):
                same = one_shot(Sigma, beta, k) == iterative(Sigma, beta, k)
                yield {"problem": problem, "k": k}, Integer(int(same)), Integer(1)

    return all_equal(cases())


@leg("search", covers="4,000 problems of 10 features at once, k = 2 and 5, variances from 0.1 to 10: errors agree")
def at_once(neighbours: float = 0.0, seed: int = 0) -> Evidence:
    rng = stream(seed, "homotopy.orthogonal", "at once")
    spread: Array = np.sqrt(10.0 ** rng.uniform(-1, 1, (4000, 10)))
    shape = neighbours ** np.abs(np.subtract.outer(range(10), range(10)))
    Sigma, beta = spread[:, :, None] * shape * spread[:, None, :], rng.standard_normal((4000, 10))
    cases = []
    for k in (2, 5):
        one, many = (losses(Sigma, beta, pruned(Sigma, beta, sizes)) for sizes in ((k,), range(9, k - 1, -1)))
        off = float(np.abs(one - many).max())
        cases.append(({"k": k}, 1.0 if off == 0 else -off, f"errors differ by up to {off:.2g}"))
    return all_positive(cases)


control(rows, "a correlation of 1/10", correlation=Integer(1) / 10)
control(both, "neighbours correlated", drops="uncorrelated", correlated=True)
control(at_once, "neighbours correlated by 0.2", neighbours=0.2)

orthogonal = formal("homotopy.orthogonal", covers="every d, k, weights and rule for ties")
