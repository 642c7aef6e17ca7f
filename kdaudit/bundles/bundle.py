"""An audit in one file: claims, sources, records with witnesses and box trees, and what was concluded from them.

A bundle is a zip archive of `bundle.json` (what it says), `records.json`, the paper's file, and `sources/`: every
source that a record depends on. `bundle.json` lists each other file with its SHA-256. The same ledger gives the same
bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import kdaudit
from kdaudit.audits.names import Place
from kdaudit.audits.selection import OUT
from kdaudit.errors import UsageError
from kdaudit.pages.facts import Facts, facts
from proofs_checks.machine.digest import MACHINE, sources
from proofs_checks.machine.evidence import Outcome
from proofs_checks.machine.ledger import Record
from proofs_checks.machine.places import place

CONTENTS, RECORDS, PAPER, SOURCES = "bundle.json", "records.json", "paper.toml", "sources"
LARGEST = 256 * 2**20  # bytes of all files together, unpacked
_KINDS = {"kdaudit": str, "package": str, "seed": int, "verdicts": dict, "answers": dict, "files": dict}
_ODD = re.compile(r"[\\:\x00-\x1f]")  # what no system takes for a part of a name, or takes for more than one
RAN = tuple(outcome for outcome in get_args(Outcome) if outcome != "not run")  # what a record can say
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can say


@dataclass(frozen=True)
class Bundle:
    """What a bundle's files hold: its contents as JSON, its records, and every other file by name."""

    contents: Mapping[str, Any]
    records: tuple[Record, ...]
    files: Mapping[str, bytes]  # all but `bundle.json`

    @property
    def sources(self) -> dict[str, bytes]:
        """The sources by the name of the module; files of a folder of claims that are no modules by their place."""
        found = {name: data for name, data in self.files.items() if name.startswith(f"{SOURCES}/")}
        return {module_of(name): data for name, data in found.items()}

    @property
    def mark(self) -> str:
        """What tells this bundle from every other: the SHA-256 of its contents, short."""
        return sha256(_json(self.contents)).hexdigest()[:16]


def bundle(file: Path | str, *, claims: Place = None, seed: int = 0, out: Path | str = OUT) -> Path:
    """Pack what the ledger has into one file, which `verify` checks again.

    Parameters
    ----------
    file
        Where it goes.
    claims
        Where a folder of claims of your own lies; the project's own claims when None.
    seed
        The root seed of all randomness.
    out
        The folder of the ledger, and of everything that is written.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UsageError
        Where the ledger has no current record, a claim file is broken or the file cannot be written.
    """
    found = facts(claims=claims, seed=seed, out=out)
    for says in found.broken.values():
        raise UsageError(f"bundle: {says}")
    path = Path(file)
    try:
        write(path, _contents(found), _files(found))
    except OSError as error:
        raise UsageError(f"bundle: cannot write {str(file)!r}: {error.strerror}") from error
    return path


def write(path: Path, contents: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Write a bundle; its contents get the list of its files."""
    hashes = {name: sha256(data).hexdigest() for name, data in sorted(files.items())}
    every = {CONTENTS: _json({**contents, "files": hashes}), **dict(sorted(files.items()))}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in every.items():
            archive.writestr(ZipInfo(name, _EPOCH), data, ZIP_DEFLATED)


def read(path: Path | str) -> Bundle:
    """A bundle's files, none of them trusted. Raises UsageError for what is no bundle."""
    if Path(path).exists() and not Path(path).is_file():
        raise UsageError(f"verify: {path} is no file, and so no bundle")
    try:
        with ZipFile(path) as archive:
            infos = archive.infolist()
            names = [info.filename for info in infos]
            wrong = next(_misnamed(names), None)
            if wrong:
                raise UsageError(f"verify: {path}: {wrong}")
            if sum(info.file_size for info in infos) > LARGEST:
                raise UsageError(f"verify: {path}: it unpacks to more than {LARGEST >> 20} MiB; no audit does")
            files = {name: archive.read(name) for name in names}
    except FileNotFoundError:
        raise UsageError(f"verify: there is no file {str(path)!r}; `kdaudit report --bundle FILE` writes one") from None
    except UsageError:
        raise
    except Exception as error:  # archives are damaged in many ways, and each has an error of its own
        says = " ".join(str(error).split()) or type(error).__name__
        raise UsageError(f"verify: {path} is no bundle, or a damaged one: {says}") from error
    try:
        contents = json.loads(files.pop(CONTENTS))
        entries = json.loads(files[RECORDS])
        records = tuple(_record(entry) for entry in entries)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UsageError(f"verify: {path} is no bundle: {type(error).__name__} {error}") from error
    if not isinstance(contents, dict) or contents.get("schema") != 1:
        raise UsageError(f"verify: {path}: its schema is not 1, which is the one that this version reads")
    if contents.keys() != {"schema", *_KINDS}:
        raise UsageError(f"verify: {path}: {CONTENTS} has other fields than {', '.join(('schema', *_KINDS))}")
    for name, kind in _KINDS.items():
        value = contents.get(name)
        if not isinstance(value, kind) or (isinstance(value, dict) and not all(map(_is_text, value.values()))):
            raise UsageError(f"verify: {path}: {CONTENTS} has no {name}, or not as a bundle has it")
    return Bundle(contents, records, files)


def module_of(name: str) -> str:
    """The module whose source a file of `sources/` is, or the file's place where it is none."""
    stem = name.removeprefix(f"{SOURCES}/").removesuffix(".py")
    if not name.endswith(".py") or not all(part.isidentifier() for part in stem.split("/")):
        return name.removeprefix(f"{SOURCES}/")
    return stem.replace("/", ".").removesuffix(".__init__")


def _misnamed(names: list[str]) -> Iterator[str]:
    """What is wrong with the names of a bundle's files: twice there, or not where a bundle's files are."""
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"it has two files {name!r}"
    for name in names:
        if name in (CONTENTS, RECORDS, PAPER):
            continue
        top, *parts = name.split("/")
        if top != SOURCES or not parts or any(part in ("", ".", "..") or _ODD.search(part) for part in parts):
            yield f"a bundle has no file {name!r}"
    modules = [module_of(name) for name in names if name.startswith(f"{SOURCES}/")]
    for module in sorted({module for module in modules if modules.count(module) > 1}):
        yield f"it has two sources of {module}"


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _record(entry: Mapping[str, Any]) -> Record:
    names = {f.name for f in fields(Record)}
    if entry.keys() != names:
        raise ValueError(f"a record has the fields {', '.join(sorted(names))}")
    texts = [entry[name] for name in ("digest", "claim", "leg", "control", "note", "made")]
    witness = entry["witness"] or {"at": {}, "violation": "", "says": "", "confirmed": None}
    sound = (
        entry["outcome"] in RAN
        and all(map(_is_text, (*texts, *entry["trees"], *entry["versions"].values())))
        and isinstance(entry["seed"], int | None)
        and isinstance(entry["figures"], dict)
        and isinstance(witness, dict)
        and witness.keys() == {"at", "violation", "says", "confirmed"}
        and isinstance(witness["at"], dict)
        and isinstance(witness["violation"], str)
        and isinstance(entry["versions"], dict)
    )
    if not sound:
        raise ValueError(f"the record of {entry['claim']}.{entry['leg']} is not one")
    return Record(**{**entry, "trees": tuple(entry["trees"])})


def _contents(found: Facts) -> dict[str, Any]:
    return {
        "schema": 1,
        "kdaudit": kdaudit.__version__,
        "package": found.folder.package,
        "seed": found.seed,
        "verdicts": found.verdicts,
        "answers": {c.answered.clause.id: c.answered.verdict for s in found.sentences() for c in s.clauses},
    }


def _files(found: Facts) -> dict[str, bytes]:
    records = [
        vars(record)
        for result in found.results.values()
        for f in result.findings
        for record in (f.record, *(record for _, record in f.controls))
        if record.outcome != "not run"
    ]
    files = {RECORDS: _json(records)}
    paper = found.folder.path / PAPER
    if paper.is_file():
        files[PAPER] = paper.read_bytes()
    modules = {module for result in found.results.values() for module, _ in sources(result.file.module)}
    for module in sorted(modules | {module for module, _ in sources(MACHINE)}):
        if "/" in module:
            files[f"{SOURCES}/{module}"] = (found.folder.path.parent / module).read_bytes()
            continue
        file = place(module)
        assert file is not None, module
        end = "/__init__.py" if file.name == "__init__.py" else ".py"
        files[f"{SOURCES}/{module.replace('.', '/')}{end}"] = file.read_bytes()
    return files


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()
