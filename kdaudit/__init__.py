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
    "run": "kdaudit.audit",
    "claims": "kdaudit.audit",
    "Audit": "kdaudit.audit",
    "explain": "kdaudit.explanation",
    "audit_operator": "kdaudit.operator_audit",
    "OperatorAudit": "kdaudit.operator_report",
    "measure": "kdaudit.measuring",
    "Measurement": "kdaudit.measurement",
    "classes": "kdaudit.classing",
    "Classes": "kdaudit.classes_report",
    "teacher": "kdaudit.teachers",
    "figures": "kdaudit.gallery",
    "report": "kdaudit.report.site",
    "doctor": "kdaudit.doctoring",
    "UsageError": "kdaudit.errors",
}


def __dir__() -> list[str]:
    return list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'kdaudit' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
