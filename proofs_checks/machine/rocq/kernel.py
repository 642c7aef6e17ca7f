"""What the kernel of Rocq says: whether a file compiles, what each theorem states, which axioms it uses, and what else.

A file is compiled in the build folder, after those that it imports, with questions at its end, and what the kernel
answers is kept beside it, under the hash of its text, of theirs, and of the versions: only a change costs time.
"""

from __future__ import annotations

import fcntl
import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from proofs_checks.machine import places
from proofs_checks.machine.rocq import sources, toolchain, uses
from proofs_checks.machine.rocq.sources import FormalError, Theorem, plain

AXIOMS = {
    "propositional_extensionality": "equivalent propositions are equal",
    "functional_extensionality_dep": "functions with equal values are equal",
    "constructive_indefinite_description": "of what exists, one can be chosen",
}
"""The axioms of mathcomp-analysis: the only ones that a theorem may use, and in `algebra` none."""

_STATED = {
    "propositional_extensionality : forall P Q : Prop, P <-> Q -> P = Q",
    "functional_extensionality_dep : forall (A : Type) (B : A -> Type) (f g : forall x : A, B x), "
    "(forall x : A, f x = g x) -> f = g",
    "constructive_indefinite_description : forall (A : Type) (P : A -> Prop), (exists x : A, P x) -> {x : A | P x}",
}  # as Rocq prints them: another axiom may have the name of one of these
_SECONDS = 1800  # for one command; the slowest file takes half a minute

_FLAGS = ("-q", "-w", "none", "-Q", ".", "kdaudit")
_COMPATIBLE = ("-require-import", f"{_FLAGS[-1]}.{Path(sources.COMPATIBILITY).stem}")
_OPENING = re.compile(r"^(?:From|Import|Set|Unset|Local Open Scope) .*$", re.M)
_MARK = re.compile(r"^mark_(\w+) : Prop$", re.M)
_PROMPT = re.compile(r"^(?:\S+ < )+", re.M)
_USING = re.compile(
    r"^The proof of (\w+)\s+should start with one of the following commands:\s+Proof using ([^.]*)\.", re.M
)


@dataclass(frozen=True)
class Checked:
    """A theorem that the kernel accepted: its statement as Rocq prints it, its axioms, and the theorems it uses.

    The axioms are those that the theorems of its file use together: it uses none besides them.
    """

    theorem: Theorem
    statement: str
    axioms: tuple[str, ...]
    uses: tuple[str, ...]

    @property
    def digest(self) -> str:
        """A hash of the statement."""
        return sha256(plain(self.statement).encode()).hexdigest()


def checked(theorem: Theorem) -> Checked:
    """What the kernel says of a theorem. Raises FormalError where it does not accept it, or with other axioms only."""
    said = report(theorem.file)["theorems"][theorem.short]
    allowed = AXIOMS if theorem.file.startswith("analysis.") else {}
    foreign = [axiom for axiom in said["axioms"] if axiom not in allowed]
    if foreign:
        itself = foreign[0] == theorem.short
        raise FormalError(
            f"{theorem.name} " + ("is admitted, not proved" if itself else f"uses the axiom {foreign[0]}")
        )
    return Checked(theorem, said["statement"], tuple(said["axioms"]), uses.used(theorem))


@cache
def report(module: str) -> dict[str, Any]:
    """What the kernel says of the theorems of a file, once it has compiled. Raises FormalError where it does not."""
    for inner in sources.closure(module)[:-1]:
        report(inner)
    return kept(module, "kernel", lambda: _compiled(module))


def kept(module: str, kind: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What was found of a file of these sources with these versions before; else what `make` finds, kept for later."""
    ours = [places.text(Path(__file__).with_name(name)) for name in ("kernel.py", "sources.py", "variants.py")]
    also = places.text(sources.FORMAL / sources.COMPATIBILITY) if toolchain.renamed() else b""
    parts = (kind, sources.digest(module), sorted(toolchain.versions().items()), ours, also)
    key = sha256(repr(parts).encode()).hexdigest()
    place = toolchain.build_folder() / sources.files()[module].path
    note = place.with_suffix(f".{kind}.json")
    note.parent.mkdir(parents=True, exist_ok=True)
    with _alone(place.with_suffix(f".{kind}.lock")):
        found = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
        if found.get("key") != key or not place.with_suffix(".vo").exists():
            note.unlink(missing_ok=True)
            found = {"key": key, **make()}
            note.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return found


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait until no other process works on the same."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def run(command: Sequence[str], script: str = "") -> subprocess.CompletedProcess[str]:
    """A command of Rocq's, in the build folder, with `script` as its input and errors among what it prints."""
    where = toolchain.build_folder()
    pipe, both = subprocess.PIPE, subprocess.STDOUT
    try:
        return subprocess.run(
            command, input=script, cwd=where, stdout=pipe, stderr=both, text=True, check=False, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise FormalError(f"{' '.join(command)} did not end in {_SECONDS} seconds") from error


def answers(script: str, names: Sequence[str]) -> dict[str, str]:
    """What Rocq prints while it reads a script: after each mark of these names, in order, to the next."""
    printed = run(("coqtop", *_flags(), "-color", "no"), f"Axioms {_marks(names)}.\n{script}\n{mark('end')}").stdout
    return _split(printed, names)


def _marks(names: Sequence[str]) -> str:
    return f"({' '.join(f'mark_{name}' for name in (*names, 'end'))} : Prop)"


def _split(printed: str, names: Sequence[str]) -> dict[str, str]:
    """What is printed after each mark."""
    pieces = _MARK.split(_PROMPT.sub("", printed).replace("\n     : Prop", " : Prop"))
    found = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    if list(found) != [*names, "end"]:
        raise FormalError(f"Rocq did not answer: {plain(printed)[-200:]}")
    return found


@cache
def _flags() -> tuple[str, ...]:
    """What every command is given; with later libraries the compatibility file, which is compiled first."""
    if not toolchain.renamed():
        return _FLAGS
    where = toolchain.build_folder()
    where.mkdir(parents=True, exist_ok=True)
    text = places.text(sources.FORMAL / sources.COMPATIBILITY).decode()
    with _alone(where / "compatibility.lock"):
        kept, compiled = where / sources.COMPATIBILITY, where / "compatibility.vo"
        if not compiled.exists() or not kept.exists() or kept.read_text(encoding="utf-8") != text:
            kept.write_text(text, encoding="utf-8")
            done = run(("coqc", *_FLAGS, sources.COMPATIBILITY))
            if done.returncode:
                raise FormalError(f"formal/{sources.COMPATIBILITY}: {plain(done.stdout)[-200:]}")
    return (*_FLAGS, *_COMPATIBLE)


def mark(name: str) -> str:
    """A command that prints where a script has come to."""
    return f"Check mark_{name}.\n"


def opening(module: str) -> str:
    """The commands after which the words and notations of a compiled file are known."""
    return "\n".join([*_OPENING.findall(sources.files()[module].text), f"Require Import kdaudit.{module}.", ""])


def _compiled(module: str) -> dict[str, Any]:
    file, where = sources.files()[module], toolchain.build_folder()
    names = [theorem.short for theorem in file.theorems]
    together = f"Let together := ({', '.join(f'@{name}' for name in [*names, 'I'])})."
    asked = {"together": together, "assumed": "Print Assumptions together."}
    asked |= {f"stated_{name}": f"Check @{name}." for name in names}
    section = f"Section Questions.\nVariables {_marks(list(asked))}.\n{_questions(asked)}{mark('end')}End Questions.\n"
    (where / file.path).write_text(f"{file.text}\n{section}", encoding="utf-8")  # nothing in a section outlives it
    done = run(("coqc", *_flags(), "-set", "Suggest Proof Using", file.path))
    if done.returncode:
        line = re.search(r"line (\d+)", done.stdout)
        said = plain(done.stdout.partition("Error:")[2])[:200] or "it was stopped"
        before = "\n".join(file.text.split("\n")[: int(line[1])]) if line else ""
        raise FormalError(f"{sources.at(file.path, file.text, len(before)) if line else f'formal/{file.path}'}: {said}")
    using = {name: plain(words) for name, words in _USING.findall(done.stdout)}
    if not names:
        return {"using": using, "theorems": {}}
    said = _split(done.stdout, list(asked))
    axioms = dict.fromkeys(names, _axioms(module, said["assumed"]))
    if not set(AXIOMS).issuperset(axioms[names[0]]):  # to say whose the others are, each is asked, at a second each
        each = {f"assumed_{name}": f"Print Assumptions {name}." for name in names}
        each = answers(f"{opening(module)}{_questions(each)}", list(each))
        axioms = {name: _axioms(module, each[f"assumed_{name}"]) for name in names}
    return {
        "using": using,  # what of its section the proof of a lemma needs
        "theorems": {
            name: {
                "statement": said[f"stated_{name}"].strip().partition("\n")[2].strip().removeprefix(": "),
                "axioms": axioms[name],
            }
            for name in names
        },
    }


def _questions(asked: Mapping[str, str]) -> str:
    return "Set Printing Width 110.\n" + "".join(f"{mark(name)}{command}\n" for name, command in asked.items())


def _axioms(module: str, said: str) -> list[str]:
    """The names of the axioms among what Rocq prints of them."""
    if "Closed under the global context" in said:
        return []
    entries = re.split(r"\n(?=\S)", said.partition("Axioms:\n")[2].strip())
    found = [plain(entry).removeprefix("boolp.") for entry in entries]  # as it is called where boolp is not imported
    if not any(found):
        raise FormalError(f"{module}: Rocq does not say which axioms it uses: {plain(said)[:200]}")
    named = [(entry, entry.partition(" : ")[0]) for entry in found]
    return sorted(f"another {name}" if name in AXIOMS and entry not in _STATED else name for entry, name in named)
