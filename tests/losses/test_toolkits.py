"""What losses of installed libraries turn out to be; left out where these are absent."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

import kdaudit

pytest.importorskip("torch")
FILE = Path(__file__).with_name("toolkits.py")
AS_LOGS = {"student": "log-probabilities", "teacher": "probabilities"}
AS_LAWS = {"student": "probabilities", "teacher": "probabilities"}
BETWEEN = "Jensen-Shannon divergence"


@pytest.mark.parametrize(
    ("name", "options", "family", "reduction", "refuted"),
    [
        ("kl_div_mean", AS_LOGS, "forward KL", ("mean", "mean", "mean"), ()),
        ("kl_div_batchmean", AS_LOGS, "forward KL", ("mean", "sum", "sum"), ()),
        ("kl_div_sum", AS_LOGS, "forward KL", ("sum", "sum", "sum"), ()),
        ("kl_div_none", AS_LOGS, "forward KL", ("each", "each", "each"), ()),
        ("kl_div_log_target", dict.fromkeys(AS_LOGS, "log-probabilities"), "forward KL", ("mean", "sum", "sum"), ()),
        ("gkd", {}, BETWEEN, ("mean", "sum", "sum"), ("continuous",)),
        ("gkd_with_labels", {"labels": "labels"}, BETWEEN, ("mean", "mean", "sum"), ("continuous",)),
        ("torchmetrics_kl", AS_LAWS, "forward KL", ("mean", None, "sum"), ("finite",)),
        ("keras_kl", AS_LAWS, "forward KL", ("mean", "mean", "sum"), ()),
        ("detached", {}, "forward KL", ("mean", "sum", "sum"), ("gradient",)),
        ("weights_detached", {}, "reverse KL", ("mean", "mean", "sum"), ("gradient",)),
        ("slightly_steeper", {}, "forward KL", ("mean", "sum", "sum"), ("gradient",)),
        ("steeper_in_single", {}, "forward KL", ("mean", "sum", "sum"), ("gradient",)),
        ("Softened", {"temperature": 3.0}, "forward KL", ("mean", "sum", "sum"), ()),
        ("epsilon_in_half", {}, None, ("mean", "mean", "sum"), ("finite",)),
    ],
)
def test_a_loss_of_a_library(name, options, family, reduction, refuted):
    library = {"gkd": "trl", "gkd_with_labels": "trl", "torchmetrics_kl": "torchmetrics", "keras_kl": "keras"}
    if name in library and find_spec(library[name]) is None:
        pytest.skip(f"{library[name]} is not installed")
    found = kdaudit.audit_loss(f"{FILE}:{name}", classes=(3, 8), **options)
    assert (found.family and found.family.name) == family
    assert (found.reduction.examples, found.reduction.tokens, found.reduction.classes) == reduction
    assert found.refuted == refuted
