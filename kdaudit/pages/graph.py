"""The graph of claims, laid out from left to right: what a claim rests on stands to its left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import fast_sugiyama

from proofs_checks.machine.verdicts import Verdict, weakest

WIDTH, HEIGHT = 190, 40  # of a node
ACROSS, DOWN = 270, 56  # from the middle of one to that of the next
LAYER, SLOT = 72.0, 36.0  # the units of the layout


@dataclass(frozen=True)
class Node:
    """A claim in the picture: its middle, its verdict, and the weakest verdict among all that it rests on."""

    claim: str
    x: float
    y: float
    verdict: Verdict
    ground: Verdict

    @property
    def lines(self) -> tuple[str, str]:
        """The component, and the claim within it."""
        component, _, name = self.claim.partition(".")
        return component, name


@dataclass(frozen=True)
class Edge:
    """From a claim to one that rests on it: the points of the line, level from each second one to the next."""

    source: str
    target: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        """The line as SVG has it, level where it meets a node."""
        (x, y), *others = self.points
        parts = [f"M{x:g} {y:g}"]
        for x1, y1 in others:
            bend = (x + x1) / 2
            parts.append(f"C{bend:g} {y:g} {bend:g} {y1:g} {x1:g} {y1:g}")
            x, y = x1, y1
        return " ".join(parts)


@dataclass(frozen=True)
class Graph:
    """Nodes and edges within a picture of `width` × `height`."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float


def ground(claim: str, rests_on: Mapping[str, Sequence[str]], verdicts: Mapping[str, Verdict]) -> Verdict:
    """The weakest verdict among all that a claim rests on, directly or not; "proved" where that is nothing."""
    below: set[str] = set()
    todo = list(rests_on[claim])
    while todo:
        other = todo.pop()
        if other not in below:
            below.add(other)
            todo += rests_on[other]
    return weakest(verdicts[other] for other in below)


def graph(rests_on: Mapping[str, Sequence[str]], verdicts: Mapping[str, Verdict]) -> Graph:
    """Lay out claims; those that rest on nothing and bear nothing stand in rows below the others."""
    claims = sorted(rests_on)
    # numbers, since the order of the layout follows their hashes; negative ones, since it gives its ghosts the others
    number = {claim: n - len(claims) for n, claim in enumerate(claims)}
    pairs = [(number[below], number[above]) for above in claims for below in sorted(rests_on[above])]
    places: dict[int, tuple[float, float]] = {}
    lines: list[tuple[int, int]] = []
    top = 0.0
    for positions, *_, steps in fast_sugiyama.from_edges(pairs) if pairs else ():
        own = _turned(positions)
        # ghosts get numbers of this part of the graph and no other
        name: dict[Any, int] = {n: n if n < 0 else n + 1000 * len(places) for n in own}
        places |= {name[n]: (x, y + top) for n, (x, y) in own.items()}
        lines += [(name[a], name[b]) for a, b in steps or ()]
        top = max(y for _, y in places.values()) + DOWN
    columns = max([4, *(round(x / ACROSS) + 1 for x, _ in places.values())])
    alone = [n for n in number.values() if n not in places]
    top += DOWN / 2 if places and alone else 0
    for k, n in enumerate(alone):
        places[n] = (WIDTH / 2 + ACROSS * (k % columns), top + HEIGHT / 2 + DOWN * (k // columns))
    nodes = tuple(
        Node(claim, *places[number[claim]], verdicts[claim], ground(claim, rests_on, verdicts)) for claim in claims
    )
    edges = tuple(Edge(claims[a], claims[b], _line(a, b, lines, places)) for a, b in pairs)
    xs, ys = zip(*places.values(), strict=True)
    return Graph(nodes, edges, max(xs) + WIDTH / 2, max(ys) + HEIGHT / 2)


def _turned(positions: Sequence[tuple[Any, tuple[float, float]]]) -> dict[int, tuple[float, float]]:
    """A layout that grows downwards from zero, turned to grow to the right; its highest layer is at the left."""
    left = min(x for _, (x, _) in positions)
    highest = max(y for _, (_, y) in positions)
    return {
        n: (WIDTH / 2 + ACROSS * (highest - y) / LAYER, HEIGHT / 2 + DOWN * (x - left) / SLOT)
        for n, (x, y) in positions
    }


def _line(
    a: int, b: int, lines: Sequence[tuple[int, int]], places: Mapping[int, tuple[float, float]]
) -> tuple[tuple[float, float], ...]:
    """From a to b through the places that the layout keeps free for the line."""
    through = next(path for path in _paths(a, lines) if path[-1] == b)
    ends = [(x + side * WIDTH / 2, y) for x, y in (places[n] for n in through) for side in (-1, 1)]
    return tuple(ends[1:-1])  # from the right side of a, level past each ghost, to the left side of b


def _paths(a: int, lines: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The ways from a, through ghosts, to the next claims."""
    found: list[list[int]] = []
    todo = [[a, n] for m, n in lines if m == a]
    while todo:
        path = todo.pop()
        if path[-1] < 0:
            found.append(path)
        else:
            todo += [[*path, n] for m, n in lines if m == path[-1]]
    return found
