"""The wheel, installed elsewhere: it has all that it needs, and works from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]


def test_the_built_wheel_works_from_another_folder(tmp_path):
    wheels, installed, elsewhere = (tmp_path / name for name in ("wheels", "installed", "elsewhere"))
    elsewhere.mkdir()
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(ROOT)], check=True)
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(installed), str(wheel)], check=True)
    assert not (installed / "tests").exists()

    def kdaudit(*arguments):
        finished = subprocess.run(
            [sys.executable, "-m", "kdaudit", *arguments],
            cwd=elsewhere,
            env={**os.environ, "PYTHONPATH": str(installed)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout

    assert str(installed) in kdaudit("doctor")
    kdaudit("new", "sums")
    assert "every verdict as expected" in kdaudit("run", "--claims", "sums")
    kdaudit("report", "--claims", "sums")
    kdaudit("report", "--claims", "sums", "--bundle", "sums.zip")
    assert "sound" in kdaudit("verify", "sums.zip")
    assert "every verdict as expected" in kdaudit("run", "degenerate_limit")
    assert "no axiom is refuted" in kdaudit(
        "operator", "power", "--classes", "2", "--floor", "1e-9", "--teacher", "none"
    )
    rng = np.random.default_rng(0)
    for name, shape in {"teacher": (5, 30), "student": (5, 30), "target": (30,)}.items():
        np.save(elsewhere / f"{name}.npy", rng.dirichlet(np.ones(3), shape))
    assert "risk" in kdaudit(
        "measure", "--teacher", "teacher.npy", "--student", "student.npy", "--target", "target.npy"
    )
    assert (elsewhere / "build" / "report" / "index.html").exists()
