"""The faults that take a moment; `make faults` injects them all."""

from __future__ import annotations

import pytest

from tests.faults.__main__ import every

EVERY = every()


def test_there_are_enough_and_each_has_a_name():
    names = [f"{fault.kind}: {fault.name}" for fault in EVERY]
    assert len(names) == len(set(names)) >= 300


@pytest.mark.parametrize("fault", [pytest.param(f, id=f"{f.kind}: {f.name}") for f in EVERY if f.quick])
def test_a_fault_is_survived(fault, tmp_path):
    assert fault.outcome(tmp_path) == ("survived", "")
