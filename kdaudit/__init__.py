"""Audits the theory of sparse knowledge distillation.

    import kdaudit
    audit = kdaudit.run(["temperature"])
    audit.verdicts["operators.temperature"]

`run`, `claims`, `explain`, `new`, `audit_operator`, `audit_loss`, `measure`, `measure_students`, `compare`, `topk`,
`samples`, `figures`, `report`, `bundle`, `verify`, `doctor` are what the command line offers, returning frozen records;
`teacher` gives rows of a real one. They are imported when first used: `import kdaudit` is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what type checkers see of the table below
    from kdaudit.audits.audit import Audit as Audit
    from kdaudit.audits.audit import run as run
    from kdaudit.audits.explanation import explain as explain
    from kdaudit.audits.selection import claims as claims
    from kdaudit.audits.template import new as new
    from kdaudit.bundles.bundle import bundle as bundle
    from kdaudit.bundles.record import Verification as Verification
    from kdaudit.bundles.verification import verify as verify
    from kdaudit.comparison.compare import compare as compare
    from kdaudit.comparison.record import Comparison as Comparison
    from kdaudit.draws.record import Samples as Samples
    from kdaudit.draws.samples import samples as samples
    from kdaudit.errors import UsageError as UsageError
    from kdaudit.inputs.teachers import teacher as teacher
    from kdaudit.installation import doctor as doctor
    from kdaudit.loss_audit.audit import audit_loss as audit_loss
    from kdaudit.loss_audit.record import LossAudit as LossAudit
    from kdaudit.operator_audit.audit import audit_operator as audit_operator
    from kdaudit.operator_audit.record import OperatorAudit as OperatorAudit
    from kdaudit.pages.gallery import figures as figures
    from kdaudit.pages.site import report as report
    from kdaudit.predictions.measure import measure as measure
    from kdaudit.predictions.measurement import Measurement as Measurement
    from kdaudit.predictions.students import Students as Students
    from kdaudit.predictions.students import measure_students as measure_students
    from kdaudit.top_k.record import TopK as TopK
    from kdaudit.top_k.topk import topk as topk

__version__: str

_PUBLIC = {
    "run": "kdaudit.audits.audit",
    "claims": "kdaudit.audits.selection",
    "new": "kdaudit.audits.template",
    "Audit": "kdaudit.audits.audit",
    "explain": "kdaudit.audits.explanation",
    "audit_operator": "kdaudit.operator_audit.audit",
    "OperatorAudit": "kdaudit.operator_audit.record",
    "audit_loss": "kdaudit.loss_audit.audit",
    "LossAudit": "kdaudit.loss_audit.record",
    "measure": "kdaudit.predictions.measure",
    "Measurement": "kdaudit.predictions.measurement",
    "measure_students": "kdaudit.predictions.students",
    "Students": "kdaudit.predictions.students",
    "compare": "kdaudit.comparison.compare",
    "samples": "kdaudit.draws.samples",
    "Samples": "kdaudit.draws.record",
    "topk": "kdaudit.top_k.topk",
    "TopK": "kdaudit.top_k.record",
    "Comparison": "kdaudit.comparison.record",
    "teacher": "kdaudit.inputs.teachers",
    "figures": "kdaudit.pages.gallery",
    "report": "kdaudit.pages.site",
    "bundle": "kdaudit.bundles.bundle",
    "verify": "kdaudit.bundles.verification",
    "Verification": "kdaudit.bundles.record",
    "doctor": "kdaudit.installation",
    "UsageError": "kdaudit.errors",
}


def __dir__() -> list[str]:
    return [*_PUBLIC, "__version__"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("kdaudit")
    if name not in _PUBLIC:
        raise AttributeError(f"module 'kdaudit' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
