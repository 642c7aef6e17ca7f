"""The report: pages that parse and link, mathematics that is well-formed, a graph that agrees with the ledger."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import html5lib
import numpy as np
import pytest

from kdaudit.errors import UsageError
from kdaudit.report import words
from kdaudit.report.facts import Facts, Number, facts
from kdaudit.report.graph import graph, ground
from kdaudit.report.mathml import formula, prose, statement
from kdaudit.report.site import Picture, pages_of
from kdaudit.report.table import escaped, table
from proofs_checks.discovery import ids, load
from proofs_checks.sentences import Sentence, answer

H = "{http://www.w3.org/1999/xhtml}"
M = "{http://www.w3.org/1998/Math/MathML}"
S = "{http://www.w3.org/2000/svg}"
CLAIMS = [load(claim) for claim in ids()]
REFUTED = [file.id for file in CLAIMS if file.claim.expect == "refuted"]


@pytest.fixture(scope="module")
def site(audited, tmp_path_factory):
    """The folder of the report, written by the command."""
    out = tmp_path_factory.mktemp("report") / "build"
    shutil.copytree(audited.root / "elsewhere" / "build", out)
    finished = audited("report", "--out", str(out))
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.strip() == str(out / "report" / "index.html")
    return out / "report"


@pytest.fixture(scope="module")
def found(audited) -> Facts:
    return facts(out=audited.root / "elsewhere" / "build")


@pytest.fixture(scope="module")
def pages(site):
    """Every page, parsed with no error forgiven: its path within the site, and its tree."""
    parser = html5lib.HTMLParser(strict=True)
    return {path.relative_to(site): parser.parse(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def text(element):
    return " ".join("".join(element.itertext()).split())


def test_a_page_for_every_claim_and_five_more(pages):
    assert {path.stem for path in pages if path.parent.name == "claims"} == set(ids())
    others = {str(path) for path in pages if path.parent.name != "claims"}
    assert others == {f"{name}.html" for name in ("index", "graph", "axioms", "published", "figures")}


def test_every_link_resolves_and_none_leaves_the_site(site, pages):
    for page, tree in pages.items():
        for element in tree.iter():
            for attribute in ("href", "src"):
                if attribute not in element.attrib:
                    continue
                url = urlsplit(element.attrib[attribute])
                assert not url.scheme, (page, url)
                assert not url.netloc, (page, url)
                target = (site / page).parent / url.path if url.path else site / page
                assert target.is_file(), (page, url)
                if url.fragment:
                    there = pages[target.resolve().relative_to(site.resolve())]
                    assert any(e.get("id") == url.fragment for e in there.iter()), (page, url)


def test_nothing_is_inline_and_nothing_from_elsewhere_may_load(pages):
    for page, tree in pages.items():
        (policy,) = [e for e in tree.iter(f"{H}meta") if e.get("http-equiv") == "Content-Security-Policy"]
        assert policy.get("content").startswith("default-src 'none'"), page
        assert "unsafe" not in policy.get("content")
        assert not list(tree.iter(f"{H}style"))
        for element in tree.iter():
            assert not [name for name in element.attrib if name == "style" or name.startswith("on")], page
            assert element.tag != f"{H}script" or (element.get("src") and not text(element))


def test_it_is_small(site):
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 5_000_000


@pytest.mark.parametrize("file", CLAIMS, ids=lambda file: file.id)
def test_statements_are_well_formed_and_nothing_is_lost(file):
    for latex in (file.claim.statement, *file.claim.parts.values()):
        root = ET.fromstring(f"<p>{statement(latex)}</p>")
        assert list(root.iter(f"{M}math")) or "\\" in latex
        shown = re.sub(r"\s", "", "".join(root.itertext()))
        assert "\\" not in shown, "a command that was not understood"
        for word in re.findall(r"\\(?:text|mathrm|operatorname)\{([^{}\\$]*)\}", latex):
            assert re.sub(r"\s", "", word) in shown


def test_names_of_several_letters_are_one_identifier():
    assert [e.text for e in ET.fromstring(formula(r"\mathrm{power}_T \operatorname{Var}")).iter(f"{M}mi")] == [
        "power",
        "T",
        "Var",
    ]


def test_prose():
    shown = prose(
        "One `ties` two\nthree.\n- *first*, of\n  two lines\n- second\n\n    x < y\nlast `other`", {"ties": "t.html"}
    )
    assert shown.split("\n<") == [
        '<p>One <a href="t.html"><code>ties</code></a> two\nthree.</p>',
        "ul><li><em>first</em>, of\n  two lines</li><li>second</li></ul>",
        "pre>    x &lt; y</pre>",
        "p>last <code>other</code></p>",
    ]


def test_the_front_page_says_what_the_audit_says(audited, pages):
    document = json.loads((audited.root / "elsewhere" / "first.json").read_text(encoding="utf-8"))
    index = pages[Path("index.html")]
    sections = {e.get("id"): e for e in index.iter(f"{H}section")}
    for sentence in document["sentences"]:
        if sentence["verdict"] == "not examined":
            assert sentence["id"] not in sections
            continue
        shown, verdict = text(sections[sentence["id"]]), sentence["verdict"]
        assert sentence["text"] in shown
        assert words.ANSWERS[verdict.partition(" (")[0]] in shown
        assert ("Fails" in shown) == ("as stated refuted" in sentence["reason"])
        assert ("supported by evidence" in shown) == ("(supported)" in verdict)
        for condition in sentence["conditions"]:
            claim, _, says = condition.partition(": ")
            assert says in shown, claim
    rows = [row for row in index.iter(f"{H}tr") if row.find(f"{H}td") is not None]
    for row, verdict in zip(rows, document["verdicts"], strict=True):
        assert text(row).startswith(verdict["claim"])
        assert f" {verdict['verdict']} " in text(row)


@pytest.mark.parametrize("file", CLAIMS, ids=lambda file: file.id)
def test_a_claims_page_has_all_that_is_known_of_it(pages, found, file):
    page = text(pages[Path("claims") / f"{file.id}.html"])
    result = found.results[file.id]
    everything = [file.title, file.claim.scope, *file.claim.hypotheses, *file.claim.rests_on]
    for f in result.findings:
        everything += [words.METHODS[f.leg.method], f.leg.coverage, f.record.digest[:12], *f.record.figures]
        everything += [f"noticed: {control.breaks}" for control, _ in f.controls]
        if f.record.witness:
            everything += [f.record.witness["says"], f.record.witness["violation"]]
    for piece in (*everything, f"kdaudit run {file.id} --seed 0"):
        assert " ".join(piece.split()) in page
    assert ("--script" in page) == (file.claim.expect == "refuted")


def test_the_graph_agrees_with_the_ledger(pages, found):
    (svg,) = pages[Path("graph.html")].iter(f"{S}svg")
    nodes = {g.get("data-claim"): set(g.get("class").split()) for g in svg.iter(f"{S}g")}
    assert set(nodes) == set(ids())
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


def test_the_table_of_axioms_is_that_of_the_ledger(pages, found):
    rows = {tr.find(f"{H}th").text: tr for tr in pages[Path("axioms.html")].iter(f"{H}tr")}
    axioms, table_rows = found.table()
    assert len(axioms) == 5
    assert len(table_rows) > 20
    for row in table_rows:
        cells = [td.get("class") for td in rows[row.name].iter(f"{H}td") if td.get("class")]
        assert cells == ["holds" if holds else "broken" for holds, _ in row.cells]
    shifted = next(row for row in table_rows if row.name == "shifted")
    assert [holds for holds, _ in shifted.cells] == [True, True, True, False, True]


def test_published_numbers_stand_under_each_other(pages, found):
    shown = text(pages[Path("published.html")])
    assert len(found.published()) >= 22
    for number in found.published():
        assert f"{number.printed}{number.ours.removeprefix('0') if number.printed[0] == '.' else number.ours}" in shown
    digits = Number("c", "n", ".3592", "0.359182", "theirs").digits
    assert [digit for digit, _ in digits] == list(".359182")
    assert [same for _, same in digits] == [True, True, True, True, False, False, False]


def test_what_is_hostile_is_escaped(found):
    claim = "operators.composition"
    result = found.results[claim]
    evil = "<script>alert(1)</script> & \"quotes'"
    findings = tuple(
        replace(
            f, record=replace(f.record, note=evil, witness={**f.record.witness, "says": evil, "at": {evil: [evil]}})
        )
        for f in result.findings
    )
    file = replace(
        result.file, claim=replace(result.file.claim, scope=evil, hypotheses=(evil,)), proof=f"{evil}\n\n{evil}"
    )
    hostile = Facts({**found.results, claim: replace(result, file=file, findings=tuple(findings))}, 0)
    made = pages_of(hostile, [Picture("x", evil, (claim,), evil)], Path(evil))
    for page in made.values():
        assert "<script>alert" not in page
        html5lib.HTMLParser(strict=True).parse(page)
    assert made[f"claims/{claim}.html"].count("&lt;script&gt;alert(1)") >= 8


def test_a_referee_who_has_the_paper_is_shown(found, monkeypatch):
    paper = Sentence("S0", "ours", section="3", number="Proposition 1", wording="theirs <b>")
    monkeypatch.setattr("kdaudit.report.facts.sentences", lambda: (paper,))
    page = pages_of(found, [], Path("build"))["index.html"]
    assert "In the paper, section 3, Proposition 1: “theirs &lt;b&gt;”" in page


def test_answers_in_plain_words(found):
    def said(**verdicts):
        altered = {c: verdicts.get(c.partition(".")[2], verdict) for c, verdict in found.verdicts.items()}
        judged = [(c, found.results[c].file.claim, verdict) for c, verdict in altered.items()]
        (zero, *_) = found.sentences()
        return words.answered(replace(zero, answered=answer(zero.answered.sentence, judged)))

    assert said() == "Holds as it stands, and that is proved."
    assert said(temperature="refuted") == "Fails."
    six = found.sentences()[6]
    assert words.answered(six) == "Fails as it stands. Holds with conditions, and that is proved."
    assert said(temperature="not run") == "Undecided."
    assert said(temperature="supported") == (
        "Holds as it stands, and that is supported by evidence, though not all of it is proved."
    )


@pytest.mark.parametrize("claim", REFUTED)
def test_a_counterexample_checks_itself_apart_from_the_project(audited, tmp_path, claim):
    printed = audited("explain", claim, "--script")
    assert printed.returncode == 0, printed.stderr
    file = tmp_path / "recheck.py"
    file.write_text(printed.stdout, encoding="utf-8")
    isolated = [sys.executable, "-I", str(file)]
    finished = subprocess.run(isolated, capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert "> 0, as the audit found" in finished.stdout
    imported = set(re.findall(r"^(?:from|import) (\w+)", printed.stdout, re.MULTILINE))
    assert imported <= {"fractions", "flint"}
    assert ("flint" in imported) == (not isinstance(load(claim).by_hand(), Fraction))
    file.write_text(re.sub(r"RECORDED = (\w+)\(.*?\)", r"RECORDED = \1(9)", printed.stdout, count=1), encoding="utf-8")
    finished = subprocess.run(isolated, capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert "and the audit found" in finished.stderr


def test_only_what_is_refuted_has_a_script(audited):
    assert {file.id for file in CLAIMS if file.by_hand} == set(REFUTED)
    finished = audited("explain", "ties", "--script")
    assert (finished.returncode, finished.stdout) == (2, "")
    assert "operators.ties is proved: the ledger has no confirmed witness" in finished.stderr
    assert audited("explain", "power_boundary", "--script", "--json", "-").returncode == 2
    assert audited("report", "--latex", "-", "--json", "-").returncode == 2


def test_the_table_in_latex(audited, found, tmp_path):
    finished = audited("report", "--latex", str(tmp_path / "table.tex"))
    assert (finished.returncode, finished.stdout.strip()) == (0, str(tmp_path / "table.tex"))
    written = (tmp_path / "table.tex").read_text(encoding="utf-8")
    assert written == table(found) == audited("report", "--latex", "-").stdout
    assert written.count(r" \\") >= len(CLAIMS)
    assert written.isascii(), "a sign that pdflatex would stumble over"
    assert written.count("{") == written.count("}")
    assert escaped("50 % of {a_b} >= x^2 & ~") == (
        r"50 \% of \{a\_b\} \ensuremath{\ge} x\textasciicircum{}2 \& \textasciitilde{}"
    )


def test_mistakes_are_one_line(audited, tmp_path):
    empty = audited("report", "--out", str(tmp_path / "nothing"))
    assert empty.returncode == 2
    assert "has no current record; run `kdaudit run` first" in empty.stderr
    assert audited("report", "--latex", str(tmp_path / "no" / "table.tex")).returncode == 2
    with pytest.raises(UsageError, match="no current record"):
        facts(out=tmp_path)
    blocked = tmp_path / "blocked"
    shutil.copytree(audited.root / "elsewhere" / "build", blocked, ignore=shutil.ignore_patterns("report", "figures"))
    (blocked / "report").write_text("in the way")
    finished = audited("report", "--out", str(blocked))
    assert (finished.returncode, finished.stderr.count("\n")) == (2, 1)


def test_what_the_ledger_lacks_is_said(audited, tmp_path):
    assert audited("run", "ties", "--out", str(tmp_path)).returncode == 0
    found = facts(out=tmp_path)
    assert found.verdicts["operators.ties"] == "proved"
    assert found.counts["not run"] == len(CLAIMS) - 1
    pages = pages_of(found, [], tmp_path)
    assert "no current record in the ledger" in pages["claims/operators.affine.html"]
    assert "Undecided" in pages["index.html"]


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
