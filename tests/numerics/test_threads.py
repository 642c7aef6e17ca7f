"""Linear algebra on one thread, and back."""

import os
import subprocess
import sys

from threadpoolctl import threadpool_info, threadpool_limits

from numerics.threads import VARIABLES, kernel, one_thread


def test_one_thread_inside_and_as_many_as_before_outside(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    assert kernel()  # linear algebra is loaded
    with threadpool_limits(2):
        with one_thread():
            assert {os.environ[name] for name in VARIABLES} == {"1"}
            assert {library["num_threads"] for library in threadpool_info()} == {1}
        assert {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"} == {2}
    assert os.environ["OMP_NUM_THREADS"] == "3"
    assert "OPENBLAS_NUM_THREADS" not in os.environ


def test_the_kernel_is_the_one_that_the_environment_asks_for():
    def asked(**environment):
        command = [sys.executable, "-c", "from proofs_checks.machine.environment import versions; print(versions())"]
        return subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, check=True
        ).stdout

    assert kernel()
    another = "Sandybridge" if kernel().endswith("Haswell") else "Haswell"
    plain, other = asked(), asked(OPENBLAS_CORETYPE=another)
    assert kernel() in plain
    assert another in other
    assert plain != other
