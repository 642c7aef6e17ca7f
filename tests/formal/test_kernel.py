"""What the kernel says of made-up theorems: nothing but a proof is one."""

from __future__ import annotations

import pytest

from proofs_checks.machine.evidence import RECORDED
from proofs_checks.machine.rocq import checked, kernel, sources, toolchain, variants
from proofs_checks.machine.rocq.leg import formal as formal_leg
from proofs_checks.machine.rocq.sources import FormalError

pytestmark = pytest.mark.usefixtures("rocq")

SUMS = """\
(* Sums. *)
Require Import Arith.

(* 0 + n = n *)
Theorem zero n : 0 + n = n.
Proof. reflexivity. Qed.

(* n + 0 = n
   false: one more => n + 0 ==> n + 1
   false: no word => n + 0 ==> n +++ 0
   false: nothing false => = n ==> = 0 + n *)
Theorem right n : n + 0 = n.
Proof.
rewrite Nat.add_comm.
now rewrite zero.
Qed.
"""


def said(name="sums.right"):
    return kernel.checked(sources.theorem(name))


@pytest.fixture
def sums(formal):
    """Makes the folder anew, with changes of the text and with a record."""
    return lambda *changes, record="": formal({"algebra.sums": _changed(SUMS, *changes)}, record)


def _changed(text, *changes):
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text


def test_what_it_says_of_a_theorem(sums):
    sums()
    found = said()
    assert (found.statement, found.axioms, found.uses) == ("forall n : nat, n + 0 = n", (), ("sums.zero",))
    fates = variants.fates(sources.theorem("sums.right"))
    assert fates == ("fails inside the proof", "is not stated", "is proved")


MAGIC = "Require Import Classical.\nLemma magic : forall P : Prop, P \\/ ~ P. Proof. exact classic. Qed."


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([("0 + n = n.\n", "0 + n = 1.\n")], "algebra/sums.v, line 6, theorem zero: "),
        ([("now rewrite zero.\nQed.", "Admitted.")], "algebra/sums.v, line 15, theorem right: 'Admitted' has no place"),
        ([("(* Sums. *)", "Axiom magic : False.")], "algebra/sums.v, line 1: 'Axiom' has no place"),
        ([("(* Sums. *)", "Parameters magic : False.")], "algebra/sums.v, line 1: 'Parameters' has no place"),
        ([("(* Sums. *)", "Unset Guard Checking.")], "algebra/sums.v, line 1: 'Unset Guard Checking' has no place"),
        ([("(* Sums. *)", "Hypothesis magic : False.")], "algebra/sums.v, line 1: 'Hypothesis' has no place"),
        ([("Qed.\n\n(* n + 0", "Qed.\nAxiom a : 0 = 1.\n(* n + 0")], "algebra/sums.v, line 7: 'Axiom' has no place"),
        (
            [("(* Sums. *)", MAGIC), ("Proof. reflexivity. Qed.", "Proof. destruct (magic True); reflexivity. Qed.")],
            "sums.right uses the axiom Classical_Prop.classic",
        ),
    ],
)
def test_what_is_no_proof_is_an_error_that_names_it(sums, changes, says):
    with pytest.raises(FormalError, match=says) as raised:
        sums(*changes) and said()
    assert "\n" not in str(raised.value)


def test_what_has_the_name_of_an_axiom_and_says_something_else_is_another_one():
    said = "Axioms:\npropositional_extensionality : False\nloop is assumed to be guarded.\n"
    assert kernel._axioms("made.up", said) == ["another propositional_extensionality", "loop is assumed to be guarded."]
    known = "propositional_extensionality : forall P Q : Prop,\n  P <-> Q -> P = Q"
    assert kernel._axioms("made.up", f"Axioms:\n{known}\nmagic : False") == ["magic", "propositional_extensionality"]


IN_A_SECTION = """\
(* Sums. *)
Section Sums.
Variable f : nat -> nat.
Hypothesis same : forall n, f n = n.
Lemma used (n : nat) : exists m, m = n.
Proof. exists (f n). apply same. Qed.

(* f f n = n
   false: one more => = n ==> = S n
   false: the same => = n ==> = 0 + n *)
Theorem twice n : f (f n) = n.
Proof. destruct (used n). now rewrite !same. Qed.
End Sums.
"""


def test_a_false_variant_fails_for_what_is_false_in_it(formal):
    """Also where a lemma depends on what its section assumes in its proof alone."""
    formal({"algebra.sums": IN_A_SECTION})
    assert variants.fates(sources.theorem("sums.twice")) == ("fails inside the proof", "is proved")


def record_of(found, **changed):
    made = {
        "hash": found.digest,
        "sources": sources.digest(found.theorem.file),
        "statement": found.statement,
        **changed,
    }
    lines = [f'{key} = "{value}"' for key, value in made.items()]
    versions = [f'{key} = "{value}"' for key, value in toolchain.versions().items()]
    return "\n".join(["[versions]", *versions, f'[theorems."{found.theorem.name}"]', *lines, "axioms = []"])


def test_a_theorem_must_be_the_recorded_one(sums):
    sums()
    found = said()
    sums(record=record_of(found))
    checked.held(said())
    sums(record=record_of(found, hash="another"))
    with pytest.raises(FormalError, match=r"sums\.right does not state what formal/checked\.toml records: run make"):
        checked.held(said())
    sums(record=record_of(found, sources="others"))
    with pytest.raises(FormalError, match=r"algebra/sums\.v or what it imports is not what formal/checked\.toml says"):
        checked.held(said())
    sums()
    with pytest.raises(FormalError, match=r"sums\.right is not in formal/checked\.toml: run make formal"):
        checked.held(said())


def test_a_leg_supports_where_the_kernel_does_and_its_false_variants_refute(sums):
    sums()
    sums(record=record_of(said()))
    leg = formal_leg("sums.right", covers="every n")
    assert leg().outcome == "supports"
    assert leg().figures["statement"] == "forall n : nat, n + 0 = n"
    assert [leg(**control.parameters).outcome for control in leg.controls] == ["refutes", "inconclusive", "supports"]
    negation = formal_leg("sums.right", covers="every n", refutes=True)
    assert (negation().outcome, negation().witness.confirmed, negation(variant=0).outcome) == (
        *("refutes", "kernel"),
        "supports",
    )


def test_without_rocq_the_record_answers_as_long_as_it_is_of_these_sources(sums, monkeypatch):
    sums()
    found = said()
    sums(record=record_of(found))
    monkeypatch.setattr(toolchain, "versions", dict)
    leg = formal_leg("sums.right", covers="every n")
    assert (leg().outcome, leg().note.startswith(RECORDED)) == ("not run", True)
    sums(("0 + n = n.\n", "0 + n = 1.\n"), record=record_of(found))
    with pytest.raises(FormalError, match=r"is not what formal/checked\.toml says was checked"):
        formal_leg("sums.right", covers="every n")()


def test_what_has_compiled_is_read_from_the_build_folder_until_a_source_changes(sums, monkeypatch):
    sums()
    before = said()
    sums()
    monkeypatch.setattr(kernel, "run", lambda *_: pytest.fail("compiled again"))
    assert said() == before
    monkeypatch.undo()


SECTIONED = """\
(* A lemma that uses a hypothesis in its proof alone. *)
Section S.
Variable n : nat.
Hypothesis two : n = 2.

Lemma known : n = n \\/ n = 3.
Proof. left. rewrite two. reflexivity. Qed.

Lemma plain : 1 = 1. Proof. reflexivity. Qed.
End S.

(* 2 = 2 or 2 = 3
   false: the first alone is false => 2 = 2 ==> 2 = 4 *)
Theorem third : 2 = 2 \\/ 2 = 3.
Proof. pose proof plain. exact (known 2 eq_refl). Qed.
"""


def test_lemmas_keep_the_hypotheses_that_their_proofs_use(formal):
    formal({"algebra.sums": SECTIONED})
    assert variants.fates(sources.theorem("sums.third")) == ("fails inside the proof",)
    assert said("sums.third").axioms == ()
    using = kernel.report("algebra.sums")["using"]
    text = variants._without_proofs(SECTIONED, using)
    assert "Proof using two." in text
    assert text.count("Admitted.") == 2
    assert "exact (known 2 eq_refl). Qed." in text


def test_questions_at_the_end_of_a_file_count_for_no_theorem(sums):
    sums()
    assert said("sums.zero").uses == ()
    assert "Questions" not in " ".join(kernel.report("algebra.sums")["theorems"])
