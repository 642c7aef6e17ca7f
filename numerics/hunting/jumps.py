"""Jumps: along paths between laws, and along the temperature; found on a grid, then followed by halving."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.halving import followed
from numerics.hunting.domain import Domain
from numerics.hunting.sampling import JUMPS_FROM, WIDE, near_ties, normalised, thin
from numerics.hunting.subject import Subject
from numerics.hunting.worst_cases import WorstCases
from numerics.simplex import Array

GRID, FOLLOWED, CLOSE = 128, 10, 2.0**-42
CUTS = {2: 48, 8: 16}  # into so many parts, until 2^-48 of a cell is left
ROUND = (1.0, 0.25, 0.5, 0.75, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 8.0, 10.0, 16.0, 20.0, 32.0, 50.0, 100.0)
PERSISTS = 0.5  # of the move at 2^-39 of a cell must be left at 2^-48: what is continuous there moves 512 times less


def from_on(subject: Subject, V: int) -> float:
    """The probability from which on a jump counts, of V: what is below the least normal number of the map's floats goes
    to zero in steps."""
    return max(JUMPS_FROM, min(subject.precision.tiny, 0.1 / V))


def paths(
    rng: np.random.Generator, V: int, domain: Domain, count: int = 36, least: float = JUMPS_FROM
) -> tuple[Array, Array]:
    """Ends of paths, (count, V) each: between laws drawn, across ties, and from ordinary entries to tiny ones."""
    third = count // 3
    plain = normalised(rng.standard_gamma(1.0, (2 * third, V)) + 1e-6)
    tied = near_ties(rng, V, third)
    swapped = tied[:, ::-1] if V == 2 else rng.permuted(tied, axis=-1)
    tiny = thin(rng, V, third, zeros=False)
    starts: Array = np.concatenate([plain[:third], tied, plain[third:]])
    ends: Array = np.concatenate([plain[third:], swapped, tiny])
    return domain.raised(starts, least), domain.raised(ends, least)


def along_paths(worst_cases: WorstCases, subject: Subject, rng: np.random.Generator, V: int, domain: Domain) -> None:
    """Jumps at fixed temperatures, along straight paths and along paths straight in the logarithm."""
    starts, ends = paths(rng, V, domain, 36 if V <= WIDE else 6, from_on(subject, V))
    for T in domain.some_temperatures(6)[::2]:
        _look(worst_cases, subject, starts, ends, float(T))


def from_violations(
    worst_cases: WorstCases, subject: Subject, rng: np.random.Generator, V: int, domain: Domain
) -> None:
    """Jumps on the way from laws where something is violated to ordinary ones: where it begins it may begin at once."""
    least = from_on(subject, V)
    for question in ("ranking", "entropy", "identity"):
        for case in [case for case in worst_cases.telling(question) if min(case.p) >= least][:2]:
            ends = domain.raised(normalised(rng.standard_gamma(1.0, (8, V)) + 1e-6), least)
            _look(worst_cases, subject, np.broadcast_to(np.array(case.p), ends.shape), ends, case.T)


def _look(worst_cases: WorstCases, subject: Subject, starts: Array, ends: Array, T: float) -> None:
    """Jumps at T along paths, every second straight and every second straight in the logarithm."""
    geometric = np.arange(len(starts)) % 2 == 1
    grid = GRID if starts.shape[-1] <= WIDE else GRID // 8
    share = np.linspace(0, 1, grid + 1)

    def laws(rows: np.ndarray, s: Array) -> Array:
        """Laws at shares s, shape (k,), of the paths with these numbers."""
        a, b, t, curved = starts[rows], ends[rows], s[:, None], geometric[rows]
        found = (1 - t) * a + t * b
        found[curved] = normalised(a[curved] ** (1 - t[curved]) * b[curved] ** t[curved])
        return found

    every = np.repeat(np.arange(len(starts)), grid + 1)
    q = subject(laws(every, np.tile(share, len(starts))), T).reshape(len(starts), grid + 1, -1)
    rows, cells = _suspects(np.abs(np.diff(q, axis=1)).max(axis=-1))

    def values(shares: Array) -> Array:
        """At shares of shape (k, n) of the n paths that are followed."""
        found = subject(laws(np.tile(rows, len(shares)), shares.ravel()), T)
        return found.reshape(*shares.shape, -1)

    low, high, moves = _persisting(values, share[cells], share[cells + 1], 8)
    margins = moves - subject.tolerance.jump(T)
    worst_cases.enter("continuity", margins, laws(rows, low), T, other_p=laws(rows, high), other_temperature=T)


def along_temperature(worst_cases: WorstCases, subject: Subject, p: Array, temperatures: Array, q: Array) -> None:
    """Jumps of the laws p, shape (n, V), over temperatures in ascending order, (m,), at which they became q."""
    thick = p.min(axis=-1) >= from_on(subject, p.shape[-1])
    p, q = (p[thick], q[:, thick]) if thick.any() else (p, q)
    step = np.diff(np.log(temperatures))  # zero where two temperatures have one logarithm
    move = np.abs(np.diff(q, axis=0)).max(axis=-1).T / np.where(step > 0, step, np.inf)  # a rate, (n, m − 1)
    rows, cells = _suspects(move)
    for row, cell in zip(rows[:4], cells[:4], strict=True):
        start, end = (np.array([end]) for end in np.log(temperatures[[cell, cell + 1]]))
        law = p[row : row + 1]

        def value(s: Array, law: Array = law) -> Array:
            return np.stack([subject(law, float(np.exp(each))) for each in s.ravel()])

        low, high, moves = _persisting(value, start, end, 2)
        moves -= subject.tolerance.jump(float(np.exp(low[0])))
        worst_cases.enter("continuity", moves, law, np.exp(low), other_p=law, other_temperature=np.exp(high))


def at_round_temperatures(worst_cases: WorstCases, subject: Subject, p: Array, domain: Domain) -> None:
    """Jumps at T = 1, where code likes to return p itself, and at other round temperatures, which people try first.

    No path shows a jump that both sides agree on.
    """
    for T in ROUND:
        near = [
            t for t in (T * (1 - CLOSE), T * (1 + CLOSE)) if domain.coldest <= min(t, T) <= max(t, T) <= domain.hottest
        ]
        if not near:
            continue
        q = subject(p, T)
        for beside in near:
            moves = np.abs(subject(p, beside) - q).max(axis=-1) - subject.tolerance.jump(T)
            worst_cases.enter("continuity", moves, p, T, other_p=p, other_temperature=beside)


def _suspects(moves: Array) -> tuple[np.ndarray, np.ndarray]:
    """The cells, (row, cell), in which more happens than in both their neighbours; moves has shape (rows, cells)."""
    # a steep but continuous map moves much in neighbouring cells too; a jump moves in one
    padded = np.pad(np.nan_to_num(moves), ((0, 0), (1, 1)))
    excess = padded[:, 1:-1] - np.maximum(padded[:, :-2], padded[:, 2:])
    rows, cells = np.unravel_index(np.argsort(-excess, axis=None, kind="stable")[:FOLLOWED], moves.shape)
    return rows, cells


def _persisting(value: Callable[[Array], Array], low: Array, high: Array, parts: int) -> tuple[Array, Array, Array]:
    """The cells that are left, and the moves over them: negative where they shrink, which is no jump."""
    low, high, moves = followed(value, low, high, CUTS[parts], parts)
    earlier = moves[-1 - CUTS[parts] * 3 // 16]  # over 2^9 times as much
    return low, high, np.where(moves[-1] >= PERSISTS * earlier, moves[-1], -moves[-1])
