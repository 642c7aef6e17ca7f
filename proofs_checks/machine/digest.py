"""What a record depends on: the sources of its claim, the seed, and the files of what computes.

Sources are the claim file and every file of the project that it imports, directly or not, found from
the code that they compile to. A string constant that names a module or folder in the project by a dotted name counts
as an import of all that lies there, so that what is discovered at run time is covered too. Of a claim from outside the
project all modules count that it imports and that are not installed, all files in its folder that are no claims, and
the files of installed libraries that it imports. Each process reads a source once, hashes it and runs what it
compiles to: a digest speaks of the code that this process runs.
"""

from __future__ import annotations

import dis
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from time import time
from types import CodeType
from typing import Any
from uuid import uuid4

from proofs_checks.machine import places
from proofs_checks.machine.environment import Kept, versions
from proofs_checks.machine.places import beside, file_of, installed, locations, modules, place
from proofs_checks.machine.rocq import toolchain

PROJECT = ("theory", "numerics", "proofs_checks", "figures", "kdaudit")
MACHINE = "proofs_checks.machine.runner"
_IMPORT = dis.opmap["IMPORT_NAME"]
_CONSTANTS = tuple(dis.opmap[name] for name in ("LOAD_CONST", "LOAD_SMALL_INT") if name in dis.opmap)
Sources = tuple[tuple[str, str], ...]
_SEEN: dict[str, dict[str, str]] = {}  # of folders from outside, what was read of each: see `refresh`
_BEGAN = time()  # when this process came here, before it imported any claim


@cache
def sources(module: str) -> Sources:
    """(module, SHA-256 of its file) for the module and all that it imports and that counts, in order of name."""
    room = module.partition(".")[0]
    places.ROOMS.add(room)
    shared = dict(beside(room)) if room not in PROJECT else {}
    seen = {name: sha256(path.read_bytes()).hexdigest() for name, path in shared.items() if "/" in name}
    todo = [*modules(module), *(name for name in shared if "/" not in name)]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen[name] = sha256(_read(name)).hexdigest()
        places.ROOMS.add(name.partition(".")[0])
        todo += imports(name, room)
    NAMED.write()
    if room not in PROJECT:
        _SEEN.setdefault(room, {}).update(seen)
    return tuple(sorted(seen.items()))


def digest(
    claim: str, leg: str, control: str, *, module: str, seed: int | None, needs: tuple[str, ...] = (), theorem: str = ""
) -> str:
    """The key under which a leg's or control's evidence is kept."""
    return key(claim, leg, control, seed, sources(module), sources(MACHINE), computes(module, needs, theorem))


def computes(module: str, needs: tuple[str, ...], theorem: str) -> dict[str, str]:
    """What a leg of a module computes with: libraries by version, and of a theorem its sources and its record."""
    return versions((*needs, *libraries(module))) | (toolchain.identity(theorem) if theorem else {})


def key(
    claim: str, leg: str, control: str, seed: int | None, own: Sources, machine: Sources, used: Mapping[str, str]
) -> str:
    """The same, from what it depends on."""
    parts = (claim, leg, control, seed, hashed(own), hashed(machine), sorted(used.items()))
    return sha256(repr(parts).encode()).hexdigest()


@lru_cache(maxsize=512)
def hashed(found: Sources) -> str:
    """One hash of all of them."""
    return sha256(repr(found).encode()).hexdigest()


@cache
def libraries(module: str) -> tuple[str, ...]:
    """The installed libraries that a claim from outside the project imports, directly or through modules like it."""
    room = module.partition(".")[0]
    if room in PROJECT:  # COMPUTES and what legs need are all that ours import
        return ()
    own = (name for name, _ in sources(module) if "/" not in name and name.partition(".")[0] not in PROJECT)
    tops = {name.partition(".")[0] for source in own for name in _named(source)}
    return tuple(sorted(top for top in tops - sys.stdlib_module_names - set(PROJECT) if installed(top)))


@contextmanager
def covered(module: str) -> Iterator[None]:
    """Raises ImportError where what is done for a claim imports a module that its digest does not cover.

    The module is forgotten, so that whoever imports it next is told as well. Of our own claims a test sees to it.
    """
    room, before = module.partition(".")[0], set(sys.modules)
    yield
    if room in PROJECT:
        return
    new = {name for name in set(sys.modules) - before if _counts(name.partition(".")[0], room)}
    new = {name for name in new if getattr(sys.modules[name], "__file__", None)}  # a folder alone has no text
    for name in sorted(new - {name for name, _ in (*sources(module), *sources(MACHINE))}):
        for forgotten in (name, module):
            sys.modules.pop(forgotten, None)
        raise ImportError(f"{name} was imported by a name that is computed: the digest does not cover it; write it out")


def refresh(package: str) -> None:
    """Look again at a folder of claims from outside: where a file has changed, forget what was imported of it."""
    for cached in (sources, libraries, imports, _counts):
        cached.cache_clear()
    places.forget()
    others = dict(beside(package))
    known = _SEEN.pop(package, {})
    paths = {name: others.get(name) if "/" in name else place(name) for name in known}
    if all(path and sha256(path.read_bytes()).hexdigest() == known[name] for name, path in paths.items()):
        return
    for name in known:
        if name.partition(".")[0] not in PROJECT and not installed(name.partition(".")[0]):
            sys.modules.pop(name, None)
    for cached in (_named, _read):
        cached.cache_clear()
    places.read_again()


@cache
def imports(module: str, room: str = PROJECT[0]) -> tuple[str, ...]:
    """The modules that a module's source imports or names: of the project, of `room`, and what is not installed."""
    counted = (name for name in _named(module) if _counts(name.partition(".")[0], room))
    return tuple(dict.fromkeys(inner for name in counted for inner in modules(name)))


@cache
def _named(module: str) -> tuple[str, ...]:
    """The dotted names that a module's source imports; what a string names stands there as a whole folder, with .*."""
    file = file_of(module)
    texts = [sha256(places.text(path)).hexdigest() for path in (Path(__file__), file)]
    of = " ".join([platform.python_version(), module, file.name, *texts])
    kept = NAMED.get(of)
    if kept is None:
        kept = list(_searched(module))
        NAMED.keep(of, kept)
    return tuple(kept)


NAMED = Kept("imports")
"""What was found in a text before, by this version of Python: compiling all of them takes half a second."""


def _searched(module: str) -> tuple[str, ...]:
    """The same, from what the text compiles to."""
    found: list[str] = []
    for part in _parts(places.code(file_of(module))):
        found += [f"{text}.*" for text in _texts(part.co_consts) if "." in text]
        for level, names, imported in _imported(part):
            stem = ".".join([*_package(module, level), *filter(None, [imported])])
            found += [f"{stem}.{name}" for name in names] or [stem]
    return tuple(name for name in found if all(map(str.isidentifier, name.removesuffix(".*").split("."))))


def _parts(code: CodeType) -> Iterator[CodeType]:
    """Code, and the code of all that is defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _parts(constant)


def _texts(constants: Iterable[object]) -> Iterator[str]:
    """The strings among constants, and in tuples and sets among them."""
    for constant in constants:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, (tuple, frozenset)):
            yield from _texts(constant)


def _imported(code: CodeType) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """What code imports: how many points stand first, the names after `import` if it says `from`, and the module."""
    if _IMPORT not in code.co_code[::2]:
        return
    loaded: list[Any] = []
    high = 0
    for operation, low in zip(code.co_code[::2], code.co_code[1::2], strict=True):
        number, high = high << 8 | low, 0
        if operation == dis.EXTENDED_ARG:
            high = number
        elif operation in _CONSTANTS:
            loaded.append(code.co_consts[number] if operation == _CONSTANTS[0] else number)
        elif operation == _IMPORT:  # it takes the last two that were loaded
            level, names = loaded[-2:]
            yield level, names or (), code.co_names[number]


def _package(module: str, level: int) -> list[str]:
    """The package that so many points before a name stand for, in parts: one for the module's own, and so on up."""
    if not level:
        return []
    file = place(module)
    itself = file is not None and file.name == "__init__.py"
    parts = module.split(".")
    return parts[: len(parts) - level + itself]


@cache
def _counts(top: str, room: str) -> bool:
    """Whether the sources of a package count: the project's, those of `room`, and of others what is not installed."""
    if top in (*PROJECT, room) or room in PROJECT:
        return top in (*PROJECT, room)
    return bool(locations(top)) and not installed(top)


@cache
def _read(module: str) -> bytes:
    """The source, read once; with a mark of its own if another text than this may run in this process.

    That is so where its file was read again after it had been imported; or it was imported before it counted, and its
    file written then or its bytecode of another.
    """
    file = file_of(module)
    text = places.text(file)
    return text + (f"\n# overtaken {uuid4()}".encode() if module in sys.modules and _overtaken(module, file) else b"")


def _overtaken(module: str, file: Path) -> bool:
    ran = places.ran(module)
    if ran is not None:
        return ran != places.text(file)
    return file.stat().st_mtime > _BEGAN or places.stale(file)
