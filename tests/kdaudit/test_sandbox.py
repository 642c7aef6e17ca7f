"""Strangers' code in processes of its own, forked or started anew: what it does there is one line here."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import kdaudit
from kdaudit.errors import CannotRunError, UsageError
from kdaudit.inputs.sandbox import in_sandbox
from tests.kdaudit.strangers import QUICK


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("exits", r"called sys.exit\(3\), in call 1, with V = "),
        ("crashes", "was killed by SIGSEGV, in call 1"),
        ("leaves", r"ended its process \(code 5\), in call 1"),
        ("hangs", "no answer within 0.5 s, in call 1, with V = "),
        ("raises", r"raised ValueError \(not today\) on an array of shape"),
        ("fin", "has no function 'fin'; did you mean 'fine'?"),
    ],
)
def test_what_cannot_be_audited_is_one_line_in_new_processes_too(new_processes, stranger, name, says):
    with pytest.raises(UsageError, match=says) as caught:
        kdaudit.audit_operator(stranger(name), **QUICK, time_limit=0.5, jobs=1)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("seventh", "two calls with the same input differ.* it is no map"),
        ("interrupts", r"raised KeyboardInterrupt \(no message\), in call 1"),
        ("ends_generators", r"raised GeneratorExit \(no message\), in call 1"),
        ("mute", r"raised Mute \(no message\) on an array of shape"),
        (
            "shouts",
            "raised ValueError \\(\N{REPLACEMENT CHARACTER}\\[31mx{295}… \\(15,005 characters\\)\\) on an array",
        ),
    ],
)
def test_more_of_what_strangers_do(stranger, name, says):
    with pytest.raises(UsageError, match=says) as caught:
        kdaudit.audit_operator(stranger(name), **QUICK, time_limit=5.0, jobs=1)
    assert str(caught.value).isprintable()


def test_an_operator_that_writes_into_the_pipe_is_told_so(stranger):
    """In a process that has nothing else open: it writes to all that it finds."""
    command = [sys.executable, "-m", "kdaudit", "operator", stranger("babbles"), "--classes", "2", "--teacher", "none"]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert said.returncode == 2
    assert "babbles: wrote into the pipe by which its results come back" in said.stderr
    assert said.stderr.count("\n") == 1


def test_a_map_may_return_its_own_buffer_again(stranger):
    found = kdaudit.audit_operator(stranger("buffer"), **QUICK, jobs=1)
    assert found.family is not None
    assert found.family.name == "power"


@pytest.mark.skipif(sys.platform != "linux", reason="the system tells no process's memory")
def test_memory_has_a_limit(stranger):
    with pytest.raises(UsageError, match=r"takes more than 0.5 GiB of memory, in call \d+.*; --memory allows more"):
        kdaudit.audit_operator(stranger("leaks"), **QUICK, jobs=1, memory=0.5)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, None])
def test_no_process_outlives_the_audit(stranger, tmp_path, how):
    """Killed, or at its own time limit: neither the operator's process is left nor what the operator started."""
    listed = tmp_path / "children"
    listed.touch()
    command = [sys.executable, "-m", "kdaudit", "operator", stranger("breeds"), "--jobs", "1", "--time-limit"]
    command += ["1" if how is None else "60"]
    audit = subprocess.Popen(command, env={**os.environ, "KDAUDIT_CHILDREN": str(listed)}, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not listed.read_text().strip() and time.monotonic() < deadline:
        time.sleep(0.05)
    if how is not None:
        audit.send_signal(how)
    audit.wait(60)
    (child,) = map(int, listed.read_text().split())
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(child)


def alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_new_processes_find_what_forked_ones_find(new_processes, stranger, tmp_path):
    exponent = 1.0

    def own(p, T):
        q = p ** (exponent / T)
        return q / q.sum(axis=-1, keepdims=True)

    forked = multiprocessing.get_context("fork")
    for target in (own, stranger("fine"), "power"):
        found = kdaudit.audit_operator(target, **QUICK, jobs=2, card=tmp_path / "card.svg")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("kdaudit.inputs.sandbox.mp.get_context", lambda: forked)
            again = kdaudit.audit_operator(target, **QUICK, jobs=1)
        assert (found.axioms, found.properties, found.family) == (again.axioms, again.properties, again.family)
    compared = kdaudit.compare(np.eye(3) * 0.4 + 0.2, [(own, 2.0), "mixing@2"], capacity=1)
    assert compared.classes


def test_what_cannot_be_sent_to_a_new_process_is_one_line(new_processes):
    lock = threading.Lock()

    def locked(p, T):
        with lock:
            return p

    with pytest.raises(UsageError, match=r"locked: cannot be sent to a new process \(TypeError .*\); name it"):
        kdaudit.audit_operator(locked, **QUICK)


def test_the_sandbox_keeps_the_parent_clean(capfd):
    assert in_sandbox([lambda watch: sys.stdout.write("noise"), lambda watch: 2], "two", 5.0) == [5, 2]
    assert capfd.readouterr() == ("", "")
    with pytest.raises(CannotRunError, match=r"two: the audit itself failed, .*: ZeroDivisionError"):
        in_sandbox([lambda watch: 1 // 0], "two", 5.0)
