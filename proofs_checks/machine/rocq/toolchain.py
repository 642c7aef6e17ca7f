"""Rocq on this machine: whether it is there, its versions, and where compiled proofs are kept."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from hashlib import sha256
from pathlib import Path

from proofs_checks.machine import places
from proofs_checks.machine.rocq import sources
from proofs_checks.machine.rocq.sources import FORMAL

RECORD = FORMAL / "checked.toml"
PACKAGES = {"mathcomp": "libcoq-mathcomp-ssreflect", "mathcomp-analysis": "libcoq-mathcomp-analysis"}
INSTALL = "formal/install.sh installs it on Debian"


@cache
def versions() -> dict[str, str]:
    """The versions of Rocq and of the libraries that proofs use; nothing where one is missing."""
    found = {"coq": _coq(), **{name: _installed(package) for name, package in PACKAGES.items()}}
    return found if all(found.values()) else {}


@cache
def identity(theorem: str) -> dict[str, str]:
    """What a check of a theorem depends on: the versions, its sources with all that they import, and its record."""
    file = sources.theorem(theorem).file
    record = sha256(places.text(RECORD)).hexdigest()[:12] if RECORD.is_file() else "none"
    return {**(versions() or {"coq": "missing"}), "theorem": f"{sources.digest(file)[:12]} {record}"}


def present() -> bool:
    """Whether proofs can be checked here."""
    return bool(versions())


def renamed() -> bool:
    """Whether these are libraries of the later generation, mathcomp 2, whose names differ."""
    generation = versions()["mathcomp"].partition(".")[0]
    return generation.isdigit() and int(generation) > 1


def build_folder() -> Path:
    """Where compiled proofs are kept: below build/ of a checkout; else in the cache of the user."""
    checkout = FORMAL.parent
    if (checkout / "pyproject.toml").exists() and os.access(checkout, os.W_OK):
        return checkout / "build" / "formal"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kdaudit" / "formal"


def _coq() -> str:
    """The version of the compiler: the word after "version"."""
    said = _said("coqc", "--version").split()
    return said[said.index("version") + 1] if "version" in said else ""


def _installed(package: str) -> str:
    """The version of a library: that of Debian's package, or of its folder where it was put there otherwise."""
    found = _said("dpkg-query", "-W", "-f", "${Version}", package)
    if found:
        return found.partition("-")[0].partition("+")[0]
    where = _said("coqc", "-where").strip()
    library = Path(where) / "user-contrib" / "mathcomp" / package.rpartition("-")[2]
    return "of no known version" if where and library.is_dir() else ""


def _said(*command: str) -> str:
    """What a command prints; nothing where it is missing or fails."""
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""
