"""The graph of claims: it agrees with the ledger, and can be read at sixty claims."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from kdaudit.pages.graph import graph, ground
from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import OURS

S = "{http://www.w3.org/2000/svg}"
CLAIMS = [load(claim) for claim in OURS.ids]


def test_the_graph_agrees_with_the_ledger(pages, found):
    (svg,) = pages[Path("graph.html")].iter(f"{S}svg")
    nodes = {g.get("id"): set(g.get("class").split()) for g in svg.iter(f"{S}g")}
    assert set(nodes) == set(OURS.ids)
    for claim, classes in nodes.items():
        assert classes == {"node", f"v-{found.verdicts[claim]}", f"g-{found.ground(claim)}"}
    titles = {e.find(f"{S}title").text for e in svg.iter(f"{S}path")}
    assert titles == {f"{file.id} rests on {other}" for file in CLAIMS for other in file.claim.rests_on}
    width, height = float(svg.get("width")), float(svg.get("height"))
    boxes = [[float(r.get(n)) for n in ("x", "y", "width", "height")] for r in svg.iter(f"{S}rect")]
    for n, (x, y, w, h) in enumerate(boxes):
        assert 0 <= x <= width - w - 4
        assert 0 <= y <= height - h - 4
        assert not any(abs(x - x1) < w and abs(y - y1) < h for x1, y1, *_ in boxes[:n]), "two nodes overlap"


def along(path):
    """Points on a path of cubic curves, as SVG has it."""
    numbers = np.array(re.findall(r"[-\d.]+", path), dtype=float).reshape(-1, 2)
    t = np.linspace(0, 1, 41)[:, None]
    for n in range(0, len(numbers) - 1, 3):
        a, b, c, d = numbers[n : n + 4]
        yield from (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d


def test_lines_go_forward_and_keep_clear_of_other_nodes():
    """At 60 claims: each rests on two before it, some far to its left."""
    below = [sorted({max(0, n - 1 - n % 7), n // 2} - {n}) for n in range(60)]
    rests_on = {f"c.n{n:02}": tuple(f"c.n{other:02}" for other in below[n]) for n in range(60)}
    drawn = graph(rests_on, dict.fromkeys(rests_on, "proved"))
    assert len(drawn.edges) == sum(map(len, rests_on.values()))
    places = {node.claim: node for node in drawn.nodes}
    assert len({(node.x, node.y) for node in drawn.nodes}) == 60
    for edge in drawn.edges:
        assert [x for x, _ in edge.points] == sorted(x for x, _ in edge.points)
        assert (edge.points[0][1], edge.points[-1][1]) == (places[edge.source].y, places[edge.target].y)
        others = [n for n in drawn.nodes if n.claim not in (edge.source, edge.target)]
        for x, y in along(edge.path):
            assert not any(abs(x - n.x) < 95 and abs(y - n.y) < 20 for n in others), edge
    assert drawn == graph(rests_on, dict.fromkeys(rests_on, "proved"))


def test_ground_is_the_weakest_of_all_below():
    rests_on = {"a": ("b", "c"), "b": ("d",), "c": (), "d": (), "e": ("d",)}
    verdicts = {"a": "proved", "b": "proved", "c": "proved", "d": "supported", "e": "refuted"}
    wanted = {"a": "supported", "b": "supported", "c": "proved", "d": "proved", "e": "supported"}
    assert {claim: ground(claim, rests_on, verdicts) for claim in rests_on} == wanted
