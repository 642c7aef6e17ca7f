"""Audits for your own tests: an assertion that fails has the witness for a message.

    from kdaudit.testing import assert_loss, assert_operator

    def test_my_loss():
        assert_loss("my_losses.py:distillation", temperature=4.0)

Both return the record of the audit, for further assertions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from kdaudit.errors import UsageError
from kdaudit.loss_audit.audit import audit_loss
from kdaudit.loss_audit.record import LossAudit
from kdaudit.operator_audit.audit import audit_operator
from kdaudit.operator_audit.record import OperatorAudit
from numerics.hunting.findings import AXIOMS
from numerics.losses.investigation import QUESTIONS


def assert_loss(
    target: str | Callable[..., Any], *, questions: Collection[str] | None = None, **options: Any
) -> LossAudit:
    """Fail where a question is refuted.

    Parameters
    ----------
    target, **options
        As `kdaudit.audit_loss` takes them.
    questions
        Those that count, such as ["finite"], and that must be asked; all where none are named.

    Returns
    -------
    LossAudit
        What was found, for further assertions.

    Raises
    ------
    AssertionError
        With the witnesses for a message.
    UsageError
        In one line for what cannot be used.
    """
    _known(questions, QUESTIONS)
    found = audit_loss(target, **options)
    unasked = [name for name in questions or () if found.questions[name].verdict == "not asked"]
    if unasked:
        raise AssertionError(f"{unasked[0]} was not asked: {found.questions[unasked[0]].scope}")
    if [name for name in found.refuted if questions is None or name in questions]:
        raise AssertionError(found.text())
    return found


def assert_operator(
    target: str | Callable[..., Any], *, axioms: Collection[str] | None = None, **options: Any
) -> OperatorAudit:
    """Fail where an axiom is refuted, or, if none are named, where a number added to all logits changes what comes.

    Parameters
    ----------
    target, **options
        As `kdaudit.audit_operator` takes them.
    axioms
        Those that count, such as "ranking"; all where none are named.

    Returns
    -------
    OperatorAudit
        What was found, for further assertions.

    Raises
    ------
    AssertionError
        With the witnesses for a message.
    UsageError
        In one line for what cannot be used.
    """
    _known(axioms, AXIOMS)
    found = audit_operator(target, **options)
    counted = [name for name in found.refuted if axioms is None or name in axioms]
    if counted or (axioms is None and found.depends_on_shifts):
        raise AssertionError(found.text())
    return found


def _known(asked: Collection[str] | None, there: Collection[str]) -> None:
    if isinstance(asked, str):
        raise UsageError(f"{asked!r} is a text; give a list of names, such as [{asked!r}]")
    wrong = [name for name in asked or () if name not in there]
    if wrong:
        raise UsageError(f"{wrong[0]!r} is none of {', '.join(there)}")
