"""What the tests share: how Hypothesis runs, rooms of made-up claims, and a copy of the project to break."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from proofs_checks.machine import digest, discovery, paper, places
from proofs_checks.machine.folder import OURS, Folder

ROOT = Path(__file__).parents[1]
PACKAGES = ("theory", "numerics", "proofs_checks", "figures", "kdaudit", "formal")

settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Folder]]:
    """Makes a folder of made-up claims, component `things`, from file name to source, that read our paper."""

    def make(**sources: str) -> Folder:
        folder = tmp_path / "madeup" / "things"
        folder.mkdir(parents=True, exist_ok=True)
        for package in (folder, folder.parent):
            (package / "__init__.py").touch()
        for name, source in sources.items():
            (folder / f"{name}.py").write_text(dedent(source), encoding="utf-8")
        shutil.copyfile(OURS.path / "paper.toml", folder.parent / "paper.toml")
        return Folder("madeup", str(tmp_path))

    monkeypatch.syspath_prepend(tmp_path)
    yield make
    for name in [module for module in sys.modules if module.partition(".")[0] == "madeup"]:
        del sys.modules[name]
    forget_everything()
    places.ROOMS.discard("madeup")


def forget_everything() -> None:
    """Look at every file again, as a new process does."""
    for cached in (discovery.load, paper.read, *(it for it in vars(digest).values() if hasattr(it, "cache_clear"))):
        cached.cache_clear()
    places.forget()
    places.read_again()


@dataclass(frozen=True)
class Copy:
    """A copy of the packages, with a ledger of its own, and the project's compiled proofs."""

    root: Path

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `kdaudit` on the copy, from a folder that is not the project."""
        return subprocess.run(
            [sys.executable, "-m", "kdaudit", *arguments],
            cwd=self.root / "elsewhere",
            env={**os.environ, "PYTHONPATH": str(self.root), **environment},
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )

    def stale(self) -> set[str]:
        """The claims of which the ledger does not answer every leg and control."""
        code = (
            "from proofs_checks.machine.evidence import RECORDED\n"
            "from kdaudit.audits.selection import claims, open_ledger\n"
            "from proofs_checks.machine.runner import recorded\n"
            "for r in recorded(claims(), open_ledger('build', write=False)):\n"
            "    every = [record for f in r.findings for record in (f.record, *(c for _, c in f.controls))]\n"
            "    if any(e.outcome == 'not run' and not e.note.startswith(RECORDED) for e in every):\n"
            "        print(r.file.id)"
        )
        environment = {**os.environ, "PYTHONPATH": str(self.root)}
        folder, command = self.root / "elsewhere", [sys.executable, "-c", code]
        found = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        return set(found.stdout.split())

    def edit(self, file: str, before: str, after: str) -> None:
        """Replace text that occurs exactly once in a file."""
        path = self.root / file
        source = path.read_text(encoding="utf-8")
        assert source.count(before) == 1, (file, before, source.count(before))
        path.write_text(source.replace(before, after), encoding="utf-8")


def _copy(root: Path) -> Copy:
    for package in PACKAGES:  # bytecode too, which with the times of files stays good
        shutil.copytree(ROOT / package, root / package)
    (root / "elsewhere").mkdir()
    (root / "pyproject.toml").touch()  # a checkout keeps its compiled proofs below build/
    compiled = ROOT / "build" / "formal"
    compiled.mkdir(parents=True, exist_ok=True)
    (root / "build").mkdir()
    (root / "build" / "formal").symlink_to(compiled)
    return Copy(root)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Makes a folder of this name, one for all the processes that test: not to be edited."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder, unfinished = shared / name, shared / f"{name}_unfinished"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second waits for the first
            if not folder.exists():
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                make(unfinished)
                unfinished.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def audited(once: Callable[[str, Callable[[Path], None]], Path]) -> Copy:
    """A copy of the project whose audit has run, and whose figures are drawn."""

    def make(folder: Path) -> None:
        copy = _copy(folder)
        for command in (("run", "--json", "first.json"), ("figures",)):
            finished = copy(*command)
            assert finished.returncode == 0, finished.stdout + finished.stderr

    return Copy(once("audited", make))


@pytest.fixture
def project(audited: Copy, tmp_path: Path) -> Copy:
    """A copy of the project with a current ledger, to edit."""
    fresh = _copy(tmp_path / "project")
    shutil.copytree(audited.root / "elsewhere", fresh.root / "elsewhere", dirs_exist_ok=True)
    return fresh


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a screen; tests of pages do not run where it is missing, which under CI is an error."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is missing: apt-get install chromium")
        pytest.skip("not run: chromium is missing; apt-get install chromium")
    quiet = [f"--disable-{part}" for part in ("gpu", "background-networking", "component-update", "sync")]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", *quiet])
        yield started
        started.close()
