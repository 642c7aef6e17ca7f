"""Help: what it says, and that it comes at once."""

from __future__ import annotations

import subprocess
import sys
import time


def test_bare_and_help(audited):
    for arguments in ([], ["--help"]):
        text = audited(*arguments).stdout
        assert all(command in text for command in ("run", "claims", "explain", "figures", "doctor"))
    assert "Exits 0 when every verdict is the expected one" in " ".join(audited("run", "--help").stdout.split())


def test_help_is_quick():
    """Not twice what its libraries take to start: typer and what it prints help with."""

    def seconds(*command):
        start = time.perf_counter()
        subprocess.run([sys.executable, *command], capture_output=True, check=True)
        return time.perf_counter() - start

    bare = ("-c", "import typer.rich_utils, rich.columns, rich.markdown")
    ours, theirs = zip(*((seconds("-m", "kdaudit", "--help"), seconds(*bare)) for _ in range(5)), strict=True)
    assert min(ours) < 2 * min(theirs)


def test_help_imports_nothing_slow():
    slow = "[m for m in ('numpy', 'sympy', 'matplotlib') if m in sys.modules]"
    code = f"import sys; from kdaudit.cli import app; print({slow})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
