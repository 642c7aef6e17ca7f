"""What is refuted of losses of known faults, and which they are: every question right, none accused wrongly."""

from __future__ import annotations

import pytest

from kdaudit.loss_audit.calling import Brought
from numerics.losses.investigation import investigate
from tests.losses.held_out import HELD_OUT
from tests.losses.seen import RIGHT, WRONG

CASES = [
    pytest.param(case, id=f"{of}: {case.loss.__name__}")
    for of, cases in (("seen", (*WRONG, *RIGHT)), ("held out", HELD_OUT))
    for case in cases
]


@pytest.mark.parametrize("case", CASES)
def test_a_loss_is_judged(case):
    options = {"T" if name == "temperature" else name: value for name, value in case.options.items()}
    brought = Brought(case.loss, case.loss.__name__, **options)
    subject, parameters, _ = brought.subject(lambda V, T: None)
    found = investigate(subject, (3, 8), parameters, seed=0)
    assert {name for name, finding in found.questions.items() if finding.verdict == "refuted"} == case.refuted
    if case.family:
        assert found.family is not None
        assert found.family.name == case.family
