"""Audits the theory of sparse knowledge distillation.

    import kdaudit
    audit = kdaudit.run(["temperature"])
    audit.verdicts["operators.temperature"]

`run`, `claims`, `explain`, `audit_operator`, `measure`, `classes`, `figures`, `report`, `doctor` are what the command
line offers, returning frozen records; `teacher` gives rows of a real one. They are imported when first used: `import
kdaudit` is quick.
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "run": "kdaudit.audits.audit",
    "claims": "kdaudit.audits.audit",
    "Audit": "kdaudit.audits.audit",
    "explain": "kdaudit.audits.explanation",
    "audit_operator": "kdaudit.operator_audit.audit",
    "OperatorAudit": "kdaudit.operator_audit.record",
    "measure": "kdaudit.predictions.measure",
    "Measurement": "kdaudit.predictions.measurement",
    "classes": "kdaudit.comparison.compare",
    "Classes": "kdaudit.comparison.record",
    "teacher": "kdaudit.inputs.teachers",
    "figures": "kdaudit.pages.gallery",
    "report": "kdaudit.pages.site",
    "doctor": "kdaudit.installation",
    "UsageError": "kdaudit.errors",
}


def __dir__() -> list[str]:
    return list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'kdaudit' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
