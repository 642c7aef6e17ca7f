"""Strangers' code in processes of its own, forked or started anew: what it does there is one line here."""

from __future__ import annotations

import multiprocessing
import sys
import threading

import numpy as np
import pytest

import kdaudit
from kdaudit.errors import CannotRunError, UsageError
from kdaudit.inputs.sandbox import in_sandbox
from tests.kdaudit.strangers import QUICK


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
