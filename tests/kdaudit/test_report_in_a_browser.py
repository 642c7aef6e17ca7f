"""The pages as a browser shows them from the disk."""

from __future__ import annotations

import pytest

from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import OURS

CLAIMS = [load(claim) for claim in OURS.ids]
REFUTED = [file.id for file in CLAIMS if file.claim.expect == "refuted"]


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (390, "dark")])
def test_in_a_browser(site, browser, width, scheme):
    """Every page from the disk: nothing on the console, nothing requested from elsewhere, nothing too wide."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: request.url.startswith("file:") or said.append(request.url))
    page.on("requestfailed", lambda request: said.append(request.url))
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)"), path
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px", "the style sheet did not load"
    assert not said
    page.close()


def test_the_filter(site, browser):
    page = browser.new_page()
    page.goto((site / "claims.html").as_uri())
    visible = "[...document.querySelectorAll('table.claims tbody tr')].filter(r => !r.hidden).length"
    assert page.evaluate(visible) == len(CLAIMS)
    page.fill("#filter input", "refuted S5")
    assert 0 < page.evaluate(visible) < len(REFUTED)
    page.fill("#filter input", "xyzzy")
    assert page.evaluate(visible) == 0
    page.close()


def test_the_front_page_is_shorter_than_three_screens(site, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((site / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollHeight") < 3 * 800
    page.close()


def test_a_link_to_a_clause_unfolds_its_card(site, browser):
    page = browser.new_page()
    page.goto((site / "index.html").as_uri() + "#S5.families")
    assert page.evaluate("document.getElementById('S5.families').checkVisibility()")
    assert page.evaluate("document.querySelectorAll('details[open]').length") == 1
    page.goto((site / "index.html").as_uri() + "#S2.iterate")
    assert page.evaluate("document.getElementById('S2.iterate').checkVisibility()")
    page.close()


def test_the_graph_shows_what_one_claim_rests_on(site, browser, found):
    page = browser.new_page()
    bright = "[...document.querySelectorAll('.graph .node:not(.dim)')].map(node => node.id).sort()"
    page.goto((site / "graph.html").as_uri())
    assert page.evaluate(bright) == sorted(OURS.ids)
    below, todo = set(), ["homotopy.constant_speed"]
    while todo:
        claim = todo.pop()
        below.add(claim)
        todo += found.rests_on[claim]
    page.goto((site / "graph.html").as_uri() + "#homotopy.constant_speed")
    assert page.evaluate(bright) == sorted(below)
    assert 1 < len(below) < len(OURS.ids)
    assert page.inner_text("#focus").startswith("Shown is what homotopy.constant_speed rests on.")
    page.evaluate("document.getElementById('operators.temperature').dispatchEvent(new PointerEvent('pointerenter'))")
    assert page.evaluate(bright) == ["operators.temperature"]
    page.click("#focus a")
    assert page.evaluate(bright) == sorted(OURS.ids)
    page.close()
