"""What is read in the sources of theorems."""

from __future__ import annotations

import re

import pytest

from proofs_checks.machine.rocq import sources
from proofs_checks.machine.rocq.sources import FormalError, Variant

NUMBERS = """\
(* Numbers. *)
Section Numbers.
(* the half of it: n/2 *)
Definition half n := Nat.div2 n.
(* twice n *)
Definition twice n := n + n.

(* half of
   twice n is n
   false: a third
     of it => half (twice n) ==> half (n + twice n)
   false: more than it => = n ==>
   false: of no positive number => 0 < n -> ==> *)
Theorem halved n : 0 < n -> half (twice n) = n.
Proof. easy. Qed.
End Numbers.
"""


def test_a_theorem_is_read_with_its_mathematics_its_false_variants_and_the_meaning_of_its_words(formal):
    formal({"algebra.numbers": NUMBERS})
    theorem = sources.theorem("numbers.halved")
    assert (theorem.mathematics, theorem.file) == ("half of twice n is n", "algebra.numbers")
    assert theorem.full == "kdaudit.algebra.numbers.halved"
    assert theorem.variants == (
        Variant("a third of it", "n : 0 < n -> half (n + twice n) = n."),
        Variant("more than it", "n : 0 < n -> half (twice n) ."),
        Variant("of no positive number", "n : True -> half (twice n) = n."),
    )
    assert [(word.name, word.mathematics) for word in sources.glossary(theorem)] == [
        ("half", "the half of it: n/2"),
        ("twice", "twice n"),
    ]


def test_the_hash_of_a_file_is_that_of_all_it_imports(formal):
    uses = "From kdaudit.algebra Require Import numbers.\nFrom kdaudit Require Import algebra.numbers.\n"
    formal({"algebra.numbers": NUMBERS, "analysis.uses": uses})
    assert sources.closure("analysis.uses") == ("algebra.numbers", "analysis.uses")
    before = sources.digest("analysis.uses")
    formal({"algebra.numbers": NUMBERS.replace("n + n", "n * 2")})
    assert sources.digest("analysis.uses") != before


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"algebra.numbers": NUMBERS.replace("=> = n", "=> = m")}, "numbers.halved: its statement has no '= m'"),
        (
            {"algebra.numbers": NUMBERS.replace("Proof. ", "")},
            "a theorem is not written as `Theorem name …. Proof. … Qed.`",
        ),
        ({"algebra.numbers": NUMBERS, "analysis.numbers": NUMBERS}, "two theorems are called numbers.halved"),
        ({"algebra.other": NUMBERS}, "formal/ has no theorem numbers.halved; did you mean other.halved?"),
        ({}, "the folder formal/ is not here: no theorem numbers.halved"),
    ],
)
def test_a_mistake_is_one_line(formal, texts, says):
    formal(texts) if texts else formal({}).joinpath("checked.toml").unlink()
    with pytest.raises(FormalError, match=re.escape(says)) as raised:
        sources.theorem("numbers.halved")
    assert "\n" not in str(raised.value)


def test_an_import_of_what_is_not_there_is_named(formal):
    formal({"algebra.numbers": "From kdaudit.algebra Require Import laws.\n"})
    with pytest.raises(FormalError, match=r"algebra/numbers\.v imports algebra.laws, which formal/ does not have"):
        sources.closure("algebra.numbers")
