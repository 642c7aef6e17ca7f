"""Statements and proofs as HTML."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from kdaudit.pages.mathml import formula, prose, statement
from proofs_checks.machine.discovery import load
from proofs_checks.machine.folder import OURS

M = "{http://www.w3.org/1998/Math/MathML}"
CLAIMS = [load(claim) for claim in OURS.ids]


@pytest.mark.parametrize("file", CLAIMS, ids=lambda file: file.id)
def test_statements_are_well_formed_and_nothing_is_lost(file):
    for latex in map(str, (file.claim.statement, *file.claim.parts.values())):
        root = ET.fromstring(f"<p>{statement(latex)}</p>")
        assert list(root.iter(f"{M}math")) or "\\" in latex
        shown = re.sub(r"\s", "", "".join(root.itertext()))
        assert "\\" not in shown, "a command that was not understood"
        for word in re.findall(r"\\(?:text|mathrm|operatorname)\{([^{}\\$]*)\}", latex):
            assert re.sub(r"\s", "", word) in shown


def test_names_of_several_letters_are_one_identifier():
    shown = formula(r"\mathrm{power}_T + \operatorname{Var} + \arg\max p")
    assert [e.text for e in ET.fromstring(shown).iter(f"{M}mi")] == ["power", "T", "Var", "arg", "max", "p"]


def test_limits_stand_below_and_signs_are_operators():
    shown = ET.fromstring(formula(r"\lim_{T \to \infty} F_T \implies \sum_{i=1}^V p_i"))
    assert [e.tag.removeprefix(M) for e in shown.iter() if e.tag.removeprefix(M) in ("munder", "munderover")] == [
        "munder",
        "munderover",
    ]
    assert {"→", "⟹", "∑"} <= {e.text for e in shown.iter(f"{M}mo")}


def test_what_is_no_latex_is_shown_as_it_stands():
    assert formula(r"x \nosuch{y} < 1") == r"<code>x \nosuch{y} &lt; 1</code>"


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
