"""What the tests of theorems share: folders of made-up theorems, and whether Rocq is here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from proofs_checks.machine import places
from proofs_checks.machine.rocq import checked, kernel, sources, toolchain, uses

CACHED = (
    *(sources.files, sources.theorems, sources.closure, sources.digest),
    *(kernel.report, uses.references, checked.record, places.text),
)


def forget() -> None:
    """Read sources and records again."""
    for cached in CACHED:
        cached.cache_clear()


@pytest.fixture
def formal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Makes `formal/` a folder of these files (a module with dots to its text), with a build folder of its own."""
    folder = tmp_path / "formal"
    folder.mkdir()

    def make(texts: dict[str, str], record: str = "") -> Path:
        for module, text in texts.items():
            path = (folder / module.replace(".", "/")).with_suffix(".v")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        (folder / "checked.toml").write_text(record, encoding="utf-8")
        forget()
        return folder

    monkeypatch.setattr(sources, "FORMAL", folder)
    monkeypatch.setattr(checked, "RECORD", folder / "checked.toml")
    monkeypatch.setattr(toolchain, "build_folder", lambda: tmp_path / "compiled")
    yield make
    forget()


@pytest.fixture
def rocq() -> None:
    """Tests of what the kernel says do not run where it is missing, which under CI is an error."""
    if not toolchain.present():
        if os.environ.get("CI"):
            pytest.fail(f"Rocq is missing: {toolchain.INSTALL}")
        pytest.skip(f"not run: Rocq is missing; {toolchain.INSTALL}")


@pytest.fixture
def formal_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Makes `formal/` a copy of ours in which one file has another text; its record stays as it is."""
    folder = tmp_path / "formal"
    shutil.copytree(sources.FORMAL, folder)

    def change(before: str, after: str) -> None:
        (path,) = (path for path in folder.rglob("*.v") if path.read_text(encoding="utf-8") == before)
        assert before != after
        path.write_text(after, encoding="utf-8")
        monkeypatch.setattr(sources, "FORMAL", folder)
        forget()

    yield change
    monkeypatch.undo()
    forget()
