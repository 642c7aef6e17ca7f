"""Formulas of claims against definitions of theorems: what SymPy holds is printed as a lemma, which Rocq must close.

The definition of the formula `gain` of the claim `beats` is `beats_gain`, or `beats_gain_value` where the other name is
a theorem's. Symbols are positive, as in print, and what the formula divides by is not zero.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, NamedTuple

from sympy import Symbol, sympify

from proofs_checks.machine import places
from proofs_checks.machine.rocq import kernel, sources, toolchain
from proofs_checks.machine.rocq.printing import divisors, in_field, ordered, printed
from proofs_checks.machine.rocq.sources import FormalError

_TACTICS = """
Ltac side :=
  first
  [ done
  | by rewrite gt_eqF // sqrtr_gt0
  | match goal with H : is_true (?a != 0) |- is_true (?b != 0) => by have -> : b = a by ring end ].
Ltac plainly := by (ring || (field; repeat (apply/andP; split); side)).
Ltac close_formula :=
  first
  [ by []
  | by move: (_./2) => ?; plainly  (* which ring cannot read *)
  | plainly
@functions@  | by rewrite mulrC; congr (_ * _); plainly
  | by rewrite addnBAC //; plainly
  | by rewrite natrM !natrB //; plainly
  | by rewrite [Num.min (_ * _) _]minC; congr (Num.min _ (Num.min _ _)); plainly
  | by congr (Num.min _ (Num.min _ _)); plainly ].
"""
_FUNCTIONS = """  | by congr (ln _); plainly
  | by congr (- ln _); plainly
  | rewrite (_ : forall x y, 0 < y -> Num.sqrt (x / y) = Num.sqrt x / Num.sqrt y) //;
      [by field; side | by move=> x y *; rewrite mulrC sqrtrM ?invr_ge0 ?ltW // sqrtrV ?ltW // mulrC]
"""  # logarithms and roots, of which the algebra has none


class Held(NamedTuple):
    """A formula of a claim that is held against a theorem: the function from which it is printed."""

    theorem: str
    claim: str
    name: str
    function: Callable[..., Any]

    @property
    def file(self) -> str:
        """The file of the theorem."""
        return sources.theorem(self.theorem).file

    @property
    def defined(self) -> str:
        """The full name of the definition which the theorem speaks of."""
        return definition(self.theorem, self.claim, self.name)

    @property
    def lemma(self) -> str:
        """That the function is that definition."""
        return lemma(self.defined, self.function)


def definition(theorem: str, claim: str, formula: str) -> str:
    """The full name of the definition that a claim's formula has, of which the theorem's statement must speak."""
    stated = sources.theorem(theorem)
    modules = {name: module for module in sources.closure(stated.file) for name in sources.files()[module].meanings}
    spoken = {meaning.name for meaning in sources.glossary(stated)}
    for name in (f"{claim}_{formula}_value", f"{claim}_{formula}"):
        if name in spoken:
            return f"kdaudit.{modules[name]}.{name}"
    raise FormalError(f"{theorem} speaks of no {claim}_{formula} to hold the claim's formula against")


def lemma(defined: str, function: Callable[..., Any]) -> str:
    """The lemma, as text, that a definition is what the function makes of symbols."""
    asked = [key for key, it in signature(function).parameters.items() if it.default is Parameter.empty]
    symbols = [Symbol(key, positive=True) for key in asked]
    value = sympify(function(*symbols))
    bound = " ".join(f"x_{key}" for key in asked)
    positive = "".join(f"0 < {in_field(f'x_{key}')} -> " for key in asked)
    unequal = "".join(f"{printed(base)} != 0 -> " for base in sorted(set(divisors(value)), key=str))
    naturals = "".join(f"ltac:(first [exact ({a} <= {b})%N | exact True]) -> " for a, b in ordered(value))
    either = f"ltac:(first [exact (@{defined} R {bound}) | exact ({defined} {bound})])"
    known = f"forall {bound}, let known := {either} in "  # so that the types of variables are the definition's
    stated = f"{in_field('known')} = {printed(value)}"
    return f"Lemma formula (R : {_field(defined)}) : {known}{positive}{unequal}{naturals}{stated}."


def closed(asked: Iterable[Held]) -> list[bool]:
    """Whether Rocq closes the lemma of each formula: one process reads those of algebra, others those of analysis.

    What came of it is kept under the hash of the lemma and of the sources.
    """
    notes: list[Path] = []
    unread: dict[tuple[str, str], dict[Path, Held]] = {}
    for held in asked:
        kernel.report(held.file)
        notes.append(toolchain.build_folder() / "formulas" / f"{key(held.theorem, held.lemma)}.json")
        if not notes[-1].exists():
            unread.setdefault((held.file.partition(".")[0], _tactics(held.defined)), {})[notes[-1]] = held
    for (_, tactics), several in unread.items():
        _read(tactics, several)
    return [bool(json.loads(note.read_text(encoding="utf-8"))["closed"]) for note in notes]


def _read(tactics: str, several: Mapping[Path, Held]) -> None:
    """Have Rocq read the lemmas of formulas, and note what comes of them, each where it belongs."""
    openings = map(kernel.opening, dict.fromkeys(held.file for held in several.values()))
    script, marks = [*openings, "From mathcomp.algebra_tactics Require Import ring.\n", tactics], []
    for number, held in enumerate(several.values()):
        marks += [f"{part}_{number}" for part in ("stated", "known", "left")]
        stated = held.lemma.replace("Lemma formula ", f"Lemma formula_{number} ", 1)
        proof = f"Proof.\nintros; subst known; rewrite /{held.defined}.\nclose_formula.\nQed.\n"
        commands = (f"{stated}\n{proof}", f"Check formula_{number}.\n", "Abort All.\n")
        script += [kernel.mark(at) + command for at, command in zip(marks[-3:], commands, strict=True)]
    said = kernel.answers("".join(script), marks)
    for number, (note, held) in enumerate(several.items()):
        closes = "Error:" not in said[f"known_{number}"]
        note.parent.mkdir(parents=True, exist_ok=True)
        unfinished = note.with_suffix(f".{os.getpid()}")
        found = {"lemma": held.lemma, "closed": closes, "said": said[f"stated_{number}"]}
        unfinished.write_text(json.dumps(found), encoding="utf-8")
        unfinished.rename(note)  # at once, for others who read it


def hashed(text: str) -> str:
    """A hash of a lemma's text."""
    return sha256(text.encode()).hexdigest()


def key(theorem: str, text: str) -> str:
    """The hash of a lemma, of the sources that it speaks of, of what closes it, and of the versions."""
    read, ours = sources.digest(sources.theorem(theorem).file), places.text(Path(__file__))
    parts = (text, ours, read, sorted(toolchain.versions().items()))
    return sha256(repr(parts).encode()).hexdigest()


def _tactics(name: str) -> str:
    return _TACTICS.replace("@functions@", _FUNCTIONS if ".analysis." in name else "")


def _field(name: str) -> str:
    return "realType" if ".analysis." in name else "realFieldType"
