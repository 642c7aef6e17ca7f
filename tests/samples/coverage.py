"""How often the intervals of `samples` hold what is true, over a thousand data sets: the table of docs/samples.md."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import entr

from numerics.counts import multinomial
from numerics.drawn import drawn_entropy, missing_mass, simultaneous

SETS, LEVEL = 1000, 0.95
NEAR = 1e-12  # of sums of floats: the entropy of an even law is log V, and so is the end of its interval
LAWS = {
    "even, V = 5": np.full(5, 0.2),
    "steep, V = 20": 0.5 ** np.arange(20) / (0.5 ** np.arange(20)).sum(),
    "Zipf, V = 1,000": np.arange(1, 1001.0) ** -1.2 / (np.arange(1, 1001.0) ** -1.2).sum(),
}
DRAWS = (10, 100, 1000)


@cache
def covered(name: str, n: int) -> dict[str, tuple[float, float]]:
    """The share of data sets in which each interval holds, and its mean width."""
    p = LAWS[name]
    counts = multinomial(np.random.Generator(np.random.PCG64(len(p) * n)), n, p, SETS)
    missing = (p * (counts == 0)).sum(axis=1)
    entropy = entr(p).sum()
    found = {
        "law": (simultaneous(counts, len(p), LEVEL), p),
        "law, V unknown": (simultaneous(counts, np.inf, LEVEL), p),
        "missing mass": (missing_mass(counts, LEVEL, len(p)).interval, missing),
        "missing mass, V unknown": (missing_mass(counts, LEVEL).interval, missing),
        "entropy": (drawn_entropy(counts, len(p), LEVEL).interval, entropy),
    }
    shares = {}
    for of, ((low, high), true) in found.items():
        holds = (low - NEAR <= true) & (true <= high + NEAR)
        shares[of] = (float(holds.reshape(SETS, -1).all(axis=1).mean()), float((high - low).mean()))
    return shares


def table() -> str:
    """In Markdown: percent of data sets ± Monte Carlo standard error, and the mean width."""
    names = list(covered(next(iter(LAWS)), DRAWS[0]))
    lines = [
        "| law | draws | " + " | ".join(names) + " |",
        "| --- | ---: | " + " | ".join(["---:"] * len(names)) + " |",
    ]
    for name in LAWS:
        for n in DRAWS:
            cells = []
            for share, width in covered(name, n).values():
                # of none that failed the error is that of one
                error = np.sqrt(max(share * (1 - share), 1 / SETS) / SETS)
                cells.append(f"{100 * share:.1f} ± {100 * error:.1f} %, {width:.3f} wide")
            lines.append(f"| {name} | {n:,} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
