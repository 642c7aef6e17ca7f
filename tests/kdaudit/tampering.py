"""A bundle of the example of three means, and what somebody might do to one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import kdaudit
from kdaudit.bundles import bundle as bundles
from kdaudit.bundles import verification
from proofs_checks.machine.digest import key
from proofs_checks.machine.runner import Inline
from tests.conftest import forget_everything

AMGM = Path(__file__).parents[2] / "examples" / "amgm"


def kdaudit_in(folder, *arguments):
    command = [sys.executable, "-m", "kdaudit", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(AMGM.parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


class Here(Inline):
    """In place of new processes: this one, which has the bundle's sources first on its path for as long."""

    def __init__(self, _, first):
        forget_everything()
        sys.path.insert(0, first)

    def __exit__(self, *_):
        del sys.path[0]
        for name in [module for module in sys.modules if module.partition(".")[0] == "amgm"]:
            del sys.modules[name]
        forget_everything()


def resealed(packed, path, *, records=None, contents=None, files=None):
    """A bundle in which something was changed by somebody who knows how its files are listed."""
    found = bundles.read(packed)
    changed = {**found.files, **(files or {})}
    kept = {name: data for name, data in changed.items() if data is not None}
    entries = [vars(record) for record in (records or (lambda r: r))(list(found.records))]
    said = json.loads(json.dumps(found.contents))
    (contents or (lambda c: None))(said)
    bundles.write(path, said, {**kept, "records.json": json.dumps(entries).encode()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verification, "processes", Here)
        return kdaudit.verify(path)


def changing(name, control="", **fields):
    """Changes what the record of a leg or control says."""

    def change(records):
        changed = [
            replace(r, **{n: f(getattr(r, n)) for n, f in fields.items()})
            if r.leg == name and r.control.endswith(control) and bool(control) == bool(r.control)
            else r
            for r in records
        ]
        assert changed != records
        return changed

    return change


def forged(records):
    """A record of other sources: whoever forges it computes another digest."""
    first = records[0]
    other = key(first.claim, first.leg, first.control, first.seed, (), (), first.versions)
    return [replace(first, digest=other), *records[1:]]
