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
    page.goto((site / "index.html").as_uri())
    visible = "[...document.querySelectorAll('table.claims tbody tr')].filter(r => !r.hidden).length"
    assert page.evaluate(visible) == len(CLAIMS)
    page.fill("#filter input", "refuted S5")
    assert 0 < page.evaluate(visible) < len(REFUTED)
    page.fill("#filter input", "xyzzy")
    assert page.evaluate(visible) == 0
    page.close()
