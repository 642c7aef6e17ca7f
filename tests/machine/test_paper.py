"""Every answer that a clause and a sentence can get, and what the faces say of it."""

import pytest

from proofs_checks.machine.answers import ANSWERS, Standing, answer, answered
from proofs_checks.machine.claim import Claim, NotKnown, States
from proofs_checks.machine.folder import OURS
from proofs_checks.machine.paper import Clause, Sentence

C = Clause("S5.axioms", "the axioms are met")


def standing(name, role, verdict, scope="every p", hypotheses=None, counterexample="", clause="S5.axioms"):
    reading = States("axioms are met") if role == "states" else role
    claim = Claim("x", scope, "derived", reads={clause: reading}, hypotheses=hypotheses or {})
    return Standing(name, f"Title of {name}.", claim, verdict, counterexample)


@pytest.mark.parametrize(
    ("standings", "expected"),
    [
        ([], "open"),
        ([standing("a", "lemma", "derived")], "open"),
        ([standing("a", "limits", "derived")], "open"),
        ([standing("a", "states", "proved")], "holds (proved)"),
        ([standing("a", "states", "derived")], "holds (derived)"),
        ([standing("a", "states", "proved"), standing("b", "states", "derived")], "holds (derived)"),
        ([standing("a", "states", "derived"), standing("b", "states", "supported")], "holds (supported)"),
        ([standing("a", "states", "proved"), standing("b", "repairs", "supported")], "holds (proved)"),
        ([standing("a", "states", "proved"), standing("b", "repairs", "refuted")], "holds (proved)"),
        ([standing("a", "states", "proved"), standing("b", "limits", "refuted")], "holds (proved)"),
        ([standing("a", "states", "refuted")], "fails"),
        ([standing("a", "states", "refuted"), standing("b", "repairs", "refuted")], "fails"),
        ([standing("a", "states", "refuted"), standing("b", "limits", "proved")], "fails"),
        ([standing("a", "states", "refuted"), standing("b", "lemma", "proved")], "fails"),
        ([standing("a", "states", "refuted"), standing("b", "repairs", "proved")], "holds with conditions (proved)"),
        ([standing("a", "states", "refuted"), standing("b", "states", "derived")], "holds with conditions (derived)"),
        (
            [standing("a", "repairs", "derived"), standing("b", "repairs", "supported")],
            "holds with conditions (supported)",
        ),
        ([standing("a", "repairs", "proved"), standing("b", "repairs", "refuted")], "holds with conditions (proved)"),
        ([standing("b", "repairs", "refuted")], "fails"),
        ([standing("a", "states", "proved"), standing("b", "repairs", "inconclusive")], "open"),
        ([standing("a", "states", "not run"), standing("b", "repairs", "proved")], "open"),
        ([standing("a", "states", "proved"), standing("b", "limits", "not run")], "holds (proved)"),
        ([standing("a", "states", "proved"), standing("b", "repairs", "conflict")], "conflict"),
        ([standing("a", "states", "inconclusive"), standing("b", "states", "conflict")], "conflict"),
        ([standing("a", "states", "proved"), standing("b", "limits", "conflict")], "holds (proved)"),
        ([standing("a", "states", "refuted", clause="S5.families")], "open"),
    ],
)
def test_answers(standings, expected):
    assert answer(C, standings).verdict == expected


def test_what_is_said_below_an_answer():
    found = answer(
        C,
        [
            standing("a", "states", "refuted", counterexample="p = 1: 1 > 0"),
            standing("b", "repairs", "derived", "T >= 1", {"positive": "p > 0", "smooth": NotKnown("p is smooth")}),
            standing("c", "limits", "refuted"),
            standing("d", "limits", "not run"),
            standing("e", "lemma", "proved"),
        ],
    )
    assert found.lines == (
        "stated by a: False: Title of a. Counterexample: p = 1: 1 > 0.",
        "repaired by b: T >= 1; p > 0; p is smooth",
        "limited by c: False: Title of c.",
    )


def test_a_failed_clause_shows_its_counterexample():
    assert answer(C, [standing("a", "states", "refuted", counterexample="2 + 2 = 4")]).lines == (
        "stated by a: False: Title of a. Counterexample: 2 + 2 = 4.",
    )


def test_what_is_open_is_named_and_nothing_else_is_said():
    found = answer(C, [standing("a", "states", "not run"), standing("b", "repairs", "derived")])
    assert found.lines == ("no verdict on a",)
    assert answer(C, []).lines == ("no claim states or repairs it",)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (("derived", "supported"), "holds (supported)"),
        (("proved", "refuted"), "fails"),
        (("proved", "not run"), "open"),
        (("refuted", "not run"), "fails"),
        (("conflict", "refuted"), "conflict"),
    ],
)
def test_a_sentence_is_as_weak_as_its_weakest_clause(verdicts, expected):
    sentence = Sentence("S5", "Both.", (C, Clause("S5.families", "the axioms are met, too")))
    standings = [
        standing(n, "states", verdict, clause=c.id)
        for n, verdict, c in zip("ab", verdicts, sentence.clauses, strict=True)
    ]
    assert answered(sentence, standings).verdict == expected


def test_the_strength_of_a_sentence_is_that_of_the_clauses_that_give_its_answer():
    sentence = Sentence("S5", "Both.", (C, Clause("S5.families", "the axioms are met, too")))
    standings = [standing("a", "states", "supported"), standing("b", "repairs", "derived", clause="S5.families")]
    assert answered(sentence, standings).verdict == "holds with conditions (derived)"


def test_the_papers_sentences_and_clauses():
    found = OURS.paper.sentences
    assert [s.id for s in found] == [f"S{n}" for n in range(9)]
    assert all(s.text.endswith(".") and not (s.section or s.number or s.wording) for s in found)
    assert len(OURS.paper.clauses) == 18
    assert all(name.startswith(f"{s.id}.") for s in found for name in [c.id for c in s.clauses])
    assert ANSWERS == ("conflict", "fails", "open", "holds with conditions", "holds")
