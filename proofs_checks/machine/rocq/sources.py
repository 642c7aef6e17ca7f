"""The sources of theorems, in `formal/`: what is stated there, what each file imports, and what its words mean.

Above a theorem stands a comment: a line of mathematics, and after `false:` variants of its statement that are false,
each a few words, `=>`, a piece of the statement, `==>`, and what stands there instead; nothing, for a hypothesis that
is left out, which becomes True. The proof of the theorem must fail on each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

from proofs_checks.machine import places

COMPATIBILITY = "compatibility.v"  # names of mathcomp 1 for mathcomp 2, which loads it before each file
FORMAL = Path(__file__).parents[3] / "formal"
_THEOREM = re.compile(
    r"(?:\(\*((?:(?!\*\)).)*)\*\)\n)?Theorem (\w+)(.*?\.)\nProof\.?(.*?)\b(Qed|Admitted|Defined)\.", re.S
)
_IMPORT = re.compile(r"From kdaudit(?:\.([\w.]+))? Require Import ([\w ]+)\.\s")
_MEANING = re.compile(r"\(\*((?:(?!\*\)).)*)\*\)\n(?:Definition|Inductive|Record) (\w+)(.*?)\.\n", re.S)
_COMMENT = re.compile(r"\(\*.*?\*\)", re.S)
_NAMED = re.compile(r"^(Theorem|Lemma|Definition|Fixpoint|Let) (\w+)", re.M)
_SECTION = re.compile(r"^(Section|End|Variables?|Hypothes[ie]s|Context|Let)\b", re.M)
_UNSOUND = re.compile(
    r"^\s*(?:Axioms?|Parameters?|Conjectures?|Declare Module|Unset \w+ Checking)\b|"
    r"\b(?:Admitted|admit|give_up|bypass_check)\b",
    re.M,
)


class FormalError(Exception):
    """Something is wrong with a theorem or with its record; the message is one line that names it."""


@dataclass(frozen=True)
class Variant:
    """A false variant of a theorem: what is false in it, and the statement."""

    words: str
    statement: str


@dataclass(frozen=True)
class Theorem:
    """A theorem as its file has it: `name` has the subject first; `at` is where its text begins in the file."""

    name: str
    file: str
    mathematics: str
    statement: str
    proof: str
    variants: tuple[Variant, ...]
    at: int

    @property
    def short(self) -> str:
        """The name in its file."""
        return self.name.partition(".")[2]

    @property
    def full(self) -> str:
        """The name by which Rocq knows it."""
        return f"kdaudit.{self.file}.{self.short}"


@dataclass(frozen=True)
class Meaning:
    """A word of the statements: its line of mathematics and its definition."""

    name: str
    mathematics: str
    definition: str


@dataclass(frozen=True)
class File:
    """A file below `formal/`; `module` is its place with dots, such as algebra.convergence.stages."""

    module: str
    text: str
    imports: tuple[str, ...]
    theorems: tuple[Theorem, ...]
    meanings: Mapping[str, Meaning]

    @property
    def path(self) -> str:
        """Its path below the folder."""
        return self.module.replace(".", "/") + ".v"


@cache
def files() -> dict[str, File]:
    """All files, by module. There are none where the project was installed without them."""
    return {file.module: file for file in map(_read, sorted(set(FORMAL.rglob("*.v")) - {FORMAL / COMPATIBILITY}))}


@cache
def theorems() -> dict[str, Theorem]:
    """All theorems, by name. Raises FormalError where two have one name."""
    found: dict[str, Theorem] = {}
    for theorem in (theorem for file in files().values() for theorem in file.theorems):
        if theorem.name in found:
            raise FormalError(
                f"two theorems are called {theorem.name}: in {found[theorem.name].file} and {theorem.file}"
            )
        found[theorem.name] = theorem
    return found


def theorem(name: str) -> Theorem:
    """The theorem of this name. Raises FormalError where there is none."""
    if name not in theorems():
        where = "formal/ has no theorem" if files() else "the folder formal/ is not here: no theorem"
        close = get_close_matches(name, theorems(), n=1)
        raise FormalError(f"{where} {name}" + (f"; did you mean {close[0]}?" if close else ""))
    return theorems()[name]


@cache
def closure(module: str) -> tuple[str, ...]:
    """A file and all that it imports, each after those that it imports. Raises FormalError where one is missing."""
    order: list[str] = []
    for inner in files()[module].imports:
        if inner not in files():
            raise FormalError(f"{files()[module].path} imports {inner}, which formal/ does not have")
        order += closure(inner)
    return tuple(dict.fromkeys([*order, module]))


@cache
def digest(module: str) -> str:
    """A hash of the text of a file and of all that it imports."""
    return sha256("".join(f"{name}\n{files()[name].text}" for name in closure(module)).encode()).hexdigest()


def glossary(theorem: Theorem) -> list[Meaning]:
    """The words of a theorem's statement, and the words of their definitions, in order of first use."""
    known = {name: meaning for module in closure(theorem.file) for name, meaning in files()[module].meanings.items()}
    found: dict[str, Meaning] = {}
    todo = [theorem.statement]
    while todo:
        new = [word for word in _spoken(todo.pop(0)) if word in known and word not in found]
        found |= {word: known[word] for word in new}
        todo += [known[word].definition for word in new]
    return list(found.values())


def _spoken(text: str) -> list[str]:
    """The words of a statement or definition but for the names of its parameters."""
    depth = list(accumulate((char == "(") - (char == ")") for char in text))
    ends = (m.start() for m in re.finditer(r"\s:(?=[\s=])", text) if depth[m.start()] == 0)
    end = next(ends, 0)
    groups = re.findall(r"\(([^():]*):", text[:end])
    bare = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "", text[:end])
    bound = {name for group in (*groups, bare) for name in group.split()}
    return [word for word in re.findall(r"\w+", text[end:]) if word not in bound]


def at(path: str | Path, text: str, end: int) -> str:
    """A place in a file, for people: its line, and the theorem, lemma or definition that it is in."""
    line, named = f"formal/{path}, line {text.count(chr(10), 0, end) + 1}", [*_NAMED.finditer(text, 0, end)]
    over = not named or "Qed." in text[named[-1].end() : text.rfind("\n", 0, end)]
    return line if over else f"{line}, {named[-1][1].lower()} {named[-1][2]}"


def plain(text: str) -> str:
    """A text with single spaces."""
    return " ".join(text.split())


def _read(path: Path) -> File:
    text = places.text(path).decode()
    commands = _COMMENT.sub(lambda comment: re.sub(r"\S", " ", comment[0]), text)  # each where it stands in the file
    if unsound := _UNSOUND.search(commands) or _outside(commands):
        place = at(path.relative_to(FORMAL), text, unsound.end())
        raise FormalError(f"{place}: {unsound[0].strip()!r} has no place in a proof")
    module = ".".join(path.relative_to(FORMAL).with_suffix("").parts)
    imported = [(at or "", name) for at, names in _IMPORT.findall(text) for name in names.split()]
    imports = tuple(".".join(filter(None, pair)) for pair in imported)
    theorems = tuple(_theorem(module, match) for match in _THEOREM.finditer(text))
    if len(theorems) != len(re.findall(r"^Theorem ", text, re.M)):
        raise FormalError(f"{path.name}: a theorem is not written as `Theorem name …. Proof. … Qed.`")
    meanings = {m[2]: Meaning(m[2], plain(m[1]), f"{m[2]} {plain(m[3])}") for m in _MEANING.finditer(text)}
    return File(module, text, imports, theorems, meanings)


def _outside(commands: str) -> re.Match[str] | None:
    """What is assumed outside of all sections, where it is an axiom."""
    depth = 0
    for found in _SECTION.finditer(commands):
        if found[1] in ("Section", "End"):
            depth += 1 if found[1] == "Section" else -1
        elif depth == 0:
            return found
    return None


def _theorem(module: str, match: re.Match[str]) -> Theorem:
    comment, name, statement, proof, _ = match.groups(default="")
    mathematics, *false = re.split(r"\n\s*false: ", comment)
    full = f"{module.split('.')[1]}.{name}"
    variants = tuple(_variant(full, plain(line), plain(statement)) for line in false)
    return Theorem(full, module, plain(mathematics), statement, proof, variants, match.start())


def _variant(name: str, line: str, statement: str) -> Variant:
    words, _, change = line.partition(" => ")
    old, arrow, new = change.partition(" ==>")
    if not arrow or old not in statement:
        raise FormalError(f"{name}: its statement has no {old!r}, which the false variant {words!r} changes")
    kept = "True ->" if old.endswith("->") and not new.strip() else new.strip()  # so that the proof reads it the same
    return Variant(words, plain(statement.replace(old, kept)))
