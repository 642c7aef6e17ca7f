"""The report: pages that parse and link, mathematics that is well-formed, a graph that agrees with the ledger."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest

from kdaudit.errors import UsageError
from kdaudit.pages import words
from kdaudit.pages.citation import bibtex
from kdaudit.pages.facts import Facts, Number, facts
from kdaudit.pages.latex_text import escaped
from kdaudit.pages.site import Picture, pages_of
from kdaudit.pages.table import table
from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import OURS
from proofs_checks.machine.paper import Clause, Paper, Sentence
from proofs_checks.machine.rocq import sources

H = "{http://www.w3.org/1999/xhtml}"
M = "{http://www.w3.org/1998/Math/MathML}"
S = "{http://www.w3.org/2000/svg}"
CLAIMS = [load(claim) for claim in OURS.ids]
REFUTED = [file.id for file in CLAIMS if file.claim.expect == "refuted"]


def text(element):
    return " ".join("".join(element.itertext()).split())


def test_a_page_for_every_claim_for_every_file_of_theorems_and_eight_more(pages):
    assert {path.stem for path in pages if path.parent.name == "claims"} == set(OURS.ids)
    assert {path.stem for path in pages if path.parent.name == "formal"} == {
        theorem.file for theorem in sources.theorems().values()
    }
    eight = ("index", "claims", "graph", "axioms", "theorems", "published", "figures", "hypotheses")
    assert {str(path) for path in pages if path.parent == Path()} == {f"{name}.html" for name in eight}


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


def test_the_front_page_says_what_the_audit_says(audited, pages):
    document = json.loads((audited.root / "elsewhere" / "first.json").read_text(encoding="utf-8"))
    index = pages[Path("index.html")]
    sections = {e.get("id"): e for e in index.iter(f"{H}section")}
    clauses = {e.get("id"): e for e in index.iter(f"{H}div") if e.get("class", "").startswith("clause")}
    titles = {verdict["claim"]: verdict["title"] for verdict in document["verdicts"]}
    for sentence in document["sentences"]:
        shown = text(sections[sentence["id"]])
        assert sentence["text"] in shown
        assert sentence["verdict"] in shown
        for clause in sentence["clauses"]:
            shown = text(clauses[clause["id"]])
            linked = {link.get("href") for link in clauses[clause["id"]].iter(f"{H}a")}
            assert clause["text"] in shown
            assert clause["verdict"] in shown
            assert clause["reason"] in shown
            for line in (*clause["conditions"], *clause["counterexamples"], *clause["limits"]):
                claim, _, says = line.partition(": ")
                assert f"claims/{claim}.html" in linked
                for piece in (titles[claim], says.removeprefix(titles[claim])) if "False: " in says else (says,):
                    assert " ".join(piece.split()) in shown, claim
    assert {answer for s in document["sentences"] for answer in [s["verdict"].partition(" (")[0]]} <= set(words.ANSWERS)
    rows = [row for row in pages[Path("claims.html")].iter(f"{H}tr") if row.find(f"{H}td") is not None]
    for row, verdict in zip(rows, document["verdicts"], strict=True):
        assert text(row).startswith(verdict["claim"])
        assert f" {verdict['verdict']} " in text(row)


@pytest.mark.parametrize("file", CLAIMS, ids=lambda file: file.id)
def test_a_claims_page_has_all_that_is_known_of_it(pages, found, file):
    page = text(pages[Path("claims") / f"{file.id}.html"])
    result = found.results[file.id]
    everything = [file.title, file.claim.scope, *file.claim.assumptions, *file.claim.rests_on]
    everything += file.claim.assumptions.values()
    for f in result.findings:
        everything += [words.METHODS[f.leg.method], f.leg.coverage, f.record.digest[:12]]
        if f.leg.theorem:
            everything += [sources.theorem(f.leg.theorem).full]
            everything += [said for name, said in f.record.figures.items() if name != "theorem"]
        else:
            everything += f.record.figures
        for control, record in f.controls:
            drops = f", which drops {control.drops}" if control.drops else ""
            came = f"{'its proof fails' if f.leg.theorem else record.outcome} (noticed)"
            everything.append(f"{control.breaks}{drops}: {'not run' if record.outcome == 'not run' else came}")
        if f.record.witness:
            everything += [f.record.witness["says"], f.record.witness["violation"]]
    for piece in (*everything, f"kdaudit run {file.id} --seed 0"):
        assert " ".join(piece.split()) in page
    assert ("--script" in page) == (file.claim.expect == "refuted")


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
    says = {"says": evil, "at": {evil: [evil]}}
    findings = tuple(
        replace(f, record=replace(f.record, note=evil, witness=f.record.witness and {**f.record.witness, **says}))
        for f in result.findings
    )
    file = replace(
        result.file, claim=replace(result.file.claim, scope=evil, hypotheses={evil: evil}), proof=f"{evil}\n\n{evil}"
    )
    hostile = Facts({**found.results, claim: replace(result, file=file, findings=tuple(findings))}, 0, {evil: evil})
    made = pages_of(hostile, [Picture("x", evil, (claim,), evil)], Path(evil))
    for page in made.values():
        assert "<script>alert" not in page
        html5lib.HTMLParser(strict=True).parse(page)
    assert made[f"claims/{claim}.html"].count("&lt;script&gt;alert(1)") >= 8


def test_a_referee_who_has_the_paper_is_shown(found, monkeypatch):
    clause = Clause("S0.same", "p^(1/T), normalised, is softmax(z/T)")
    paper = Sentence("S0", "ours", (clause,), section="3", number="Proposition 1", wording="theirs <b>")
    monkeypatch.setattr(Facts, "paper", Paper(sentences=(paper,)))
    page = pages_of(found, [], Path("build"))["index.html"]
    assert "In the paper, section 3, Proposition 1: “theirs &lt;b&gt;”" in page


def test_hypotheses_say_whether_they_matter(pages, found):
    shown = text(pages[Path("hypotheses.html")])
    for claim, name, says, need, without in found.hypotheses():
        assert f"{name}" in shown
        assert says in shown, claim
        assert words.NEEDS[need] in shown
        assert " ".join(without.split()) in shown, claim
        assert bool(without) == (need != "not known")
    assert len(found.hypotheses()) > 90


def test_in_lists_what_is_false_is_titled_by_what_it_states_and_marked(pages, found):
    shown = text(pages[Path("claims.html")])
    for claim in REFUTED:
        assert found.results[claim].standing.headline == f"False: {found.results[claim].file.title}"
        assert f"{claim}False: {found.results[claim].file.title}" in shown


def test_a_card_has_one_answer_and_one_counterexample_and_folds_the_rest(pages, found):
    index = pages[Path("index.html")]
    cards = [e for e in index.iter(f"{H}section") if e.get("class", "").startswith("sentence")]
    assert len(cards) == 9
    for card, s in zip(cards, found.sentences(), strict=True):
        (folded,) = card.findall(f"{H}details")
        assert "open" not in folded.attrib
        shown = [text(e) for e in card if e is not folded]
        assert s.answered.sentence.short in shown
        assert s.shown in shown or not s.shown
    assert {s.answered.sentence.id for s in found.sentences() if s.shown.startswith("Counterexample: ")} >= {
        *("S1", "S4", "S5", "S6"),
    }
    assert index.find(f".//{H}dl").get("class") == "verdicts legend"


def test_a_claim_is_cited_with_what_marks_its_evidence(pages, found):
    shown = bibtex(found, "operators.ties")
    assert shown.startswith("@misc{kdaudit:operators.ties,\n  author = {{The kdaudit authors}},\n  title = {{")
    assert "proved; seed 0; evidence " in shown
    assert bibtex(found, "operators.power_boundary").count("{False: ") == 1
    assert " ".join(shown.split()) in text(pages[Path("claims/operators.ties.html")])
    assert bibtex(replace(found, seed=1), "operators.ties") != shown


def test_the_table_in_latex(audited, found, tmp_path):
    finished = audited("report", "--latex", str(tmp_path / "table.tex"))
    assert (finished.returncode, finished.stdout.strip()) == (0, str(tmp_path / "table.tex"))
    written = (tmp_path / "table.tex").read_text(encoding="utf-8")
    assert written == table(found) == audited("report", "--latex", "-").stdout
    assert written.count(r" \\") >= len(CLAIMS)
    assert written.isascii(), "a sign that pdflatex would stumble over"
    assert written.count("{") == written.count("}")
    assert escaped("50 % of {a_b} >= x^2 & ~ ≠") == (
        r"50 \% of \{a\_b\} \ensuremath{\geq} x{\textasciicircum}2 \& {\textasciitilde} \ensuremath{\neq}"
    )
    assert "U+1D62" in escaped("a sign without a name, ᵢ, is not lost")


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
    assert "no verdict on operators.temperature" in pages["index.html"]
