"""Every answer that a sentence can get."""

import pytest

from proofs_checks.claim import Claim
from proofs_checks.sentences import Sentence, answer, sentences

S = Sentence("S5", "something the paper says")


def reading(name, role, verdict, scope="every p", hypotheses=()):
    return name, Claim("x", scope, "proved", reads={"S5": role}, hypotheses=hypotheses), verdict


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        ([], "not examined"),
        ([reading("a", "lemma", "proved")], "not examined"),
        ([reading("a", "as stated", "proved")], "holds (proved)"),
        ([reading("a", "as stated", "proved"), reading("b", "as stated", "supported")], "holds (supported)"),
        ([reading("a", "as stated", "proved"), reading("b", "repaired", "supported")], "holds (proved)"),
        ([reading("a", "as stated", "refuted")], "fails as stated"),
        ([reading("a", "as stated", "refuted"), reading("b", "repaired", "refuted")], "fails as stated"),
        ([reading("a", "as stated", "refuted"), reading("b", "lemma", "proved")], "fails as stated"),
        ([reading("a", "as stated", "refuted"), reading("b", "repaired", "proved")], "holds with conditions (proved)"),
        (
            [reading("a", "as stated", "refuted"), reading("b", "repaired", "supported")],
            "holds with conditions (supported)",
        ),
        ([reading("a", "as stated", "refuted"), reading("b", "as stated", "proved")], "holds with conditions (proved)"),
        ([reading("b", "repaired", "proved")], "holds with conditions (proved)"),
        ([reading("b", "repaired", "refuted")], "fails as stated"),
        ([reading("a", "as stated", "proved"), reading("b", "repaired", "inconclusive")], "holds (proved)"),
        ([reading("a", "as stated", "inconclusive"), reading("b", "repaired", "proved")], "undecided"),
        ([reading("a", "as stated", "refuted"), reading("b", "repaired", "not run")], "undecided"),
        ([reading("a", "as stated", "proved"), reading("b", "repaired", "conflict")], "conflict"),
        ([reading("a", "as stated", "inconclusive"), reading("b", "as stated", "conflict")], "conflict"),
        ([reading("a", "as stated", "proved"), reading("b", "lemma", "conflict")], "holds (proved)"),
    ],
)
def test_answers(judged, expected):
    assert answer(S, judged).verdict == expected


def test_conditions_are_those_of_what_survives():
    judged = [
        reading("a", "as stated", "refuted"),
        reading("b", "repaired", "proved", "T >= 1", ("p > 0",)),
        reading("c", "repaired", "refuted", "T < 1"),
    ]
    found = answer(S, judged)
    assert found.conditions == (("b", "T >= 1; p > 0"),)
    assert found.reason == "as stated refuted: a"


def test_what_is_open_is_named():
    assert answer(S, [reading("a", "as stated", "not run")]).reason == "no verdict on a"


def test_a_claim_speaks_of_the_sentences_that_it_reads_only():
    other = Sentence("S0", "something else")
    assert answer(other, [reading("a", "as stated", "refuted")]).verdict == "not examined"


def test_the_nine_sentences():
    found = sentences()
    assert [s.id for s in found] == [f"S{n}" for n in range(9)]
    assert all(s.text.endswith(".") and not (s.section or s.number or s.wording) for s in found)
