"""A paper as its file has it: title, authors, and its sentences, clause by clause."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any


class PaperError(Exception):
    """A paper's file is not one; the message is one line that names the file and says what is wrong."""


@dataclass(frozen=True)
class Clause:
    """A part of a sentence that can be answered by itself; `id` is "S1.when"."""

    id: str
    text: str


@dataclass(frozen=True)
class Sentence:
    """Something the paper says, in clauses; `section`, `number` and `wording` are the paper's own, where known.

    `short` is the answer in a line or two of plain words, which the claims `shown_by` show.
    """

    id: str
    text: str
    clauses: tuple[Clause, ...]
    section: str = ""
    number: str = ""
    wording: str = ""
    short: str = ""
    shown_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """What is audited: its title, its authors, where it is found, and its sentences."""

    title: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    sentences: tuple[Sentence, ...] = ()

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """Its clauses, by id."""
        return {clause.id: clause for sentence in self.sentences for clause in sentence.clauses}


@cache
def read(path: Path) -> Paper:
    """The paper whose file lies there, its sentences in the file's order; one that says nothing where there is none.

    Raises PaperError for a file that cannot be read, and for a field that is missing, unknown or not text.
    """
    if not path.exists():
        return Paper()
    if not path.is_file():
        raise PaperError(f"{path}: it is no file")
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:  # of the disk, of the encoding, of TOML
        raise PaperError(f"{path}: {error}") from error
    wrong = next(_mistakes(entries), None)
    if wrong:
        raise PaperError(f"{path}: {wrong}")
    return Paper(
        entries.get("title", ""),
        tuple(entries.get("authors", ())),
        entries.get("source", ""),
        tuple(map(_sentence, entries.get("sentence", ()))),
    )


def _sentence(entry: Mapping[str, Any]) -> Sentence:
    clauses = tuple(Clause(f"{entry['id']}.{name}", text) for name, text in entry["clauses"].items())
    return Sentence(**{**entry, "shown_by": tuple(entry.get("shown_by", ())), "clauses": clauses})


def _mistakes(entries: Mapping[str, Any]) -> Iterator[str]:
    """What a paper's file says that cannot be."""
    yield from _unknown(entries, [*(f.name for f in fields(Paper) if f.name != "sentences"), "sentence"], "the file")
    if not _texts(entries.get("authors", [])):
        yield "authors is a list of names"
    for name in ("title", "source"):
        if not isinstance(entries.get(name, ""), str):
            yield f"{name} is text"
    sentences = entries.get("sentence", [])
    if not (isinstance(sentences, list) and all(isinstance(entry, dict) for entry in sentences)):
        yield "a sentence begins with [[sentence]]"
        return
    seen: set[str] = set()
    for number, entry in enumerate(sentences, start=1):
        where = f"sentence {entry.get('id', number)}"
        yield from _unknown(entry, [f.name for f in fields(Sentence)], where)
        for name in ("id", "text"):
            if not (isinstance(entry.get(name), str) and entry[name]):
                yield f"{where} has no {name}"
        if "." in entry["id"] or entry["id"] in seen:
            yield f"{where}: " + ("an id has no point in it" if "." in entry["id"] else "another has this id too")
        seen.add(entry["id"])
        clauses = entry.get("clauses")
        if not (isinstance(clauses, dict) and clauses and _texts(list(clauses.values()))):
            yield f'{where} has no clauses; write [sentence.clauses] and below it: name = "what it says"'
        if not _texts(entry.get("shown_by", [])):
            yield f"{where}: shown_by is a list of claims"
        for name in ("section", "number", "wording", "short"):
            if not isinstance(entry.get(name, ""), str):
                yield f"{where}: {name} is text"


def _unknown(entry: Mapping[str, Any], known: list[str], where: str) -> Iterator[str]:
    for name in entry:
        if name not in known:
            yield f"{where} has a field {name!r}, and fields are {', '.join(known)}"


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
