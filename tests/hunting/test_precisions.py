"""What coarser floats compute is not refuted where the same map in doubles is not; the table in the documentation."""

from __future__ import annotations

from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

import kdaudit
from numerics.hunting.domain import Domain
from numerics.hunting.jumps import from_on
from numerics.hunting.subject import Subject
from tests.hunting import precisions
from tests.hunting.precisions import COLUMNS, LETTERS, SAMPLERS, audited, cell, verdicts

DOCS = Path(__file__).parents[2] / "docs" / "operator.md"
TABLE = [
    line.strip("| ").split(" | ")
    for line in DOCS.read_text(encoding="utf-8").partition("<!-- precisions -->\n")[2].partition("\n\n")[0].splitlines()
]


def test_the_table_has_every_sampler_and_type():
    assert [row[0] for row in TABLE[2:]] == [sampler.__name__.replace("_", " ") for sampler in SAMPLERS]
    assert {len(row) for row in TABLE} == {1 + len(COLUMNS)}


@pytest.mark.parametrize("row", TABLE[2:], ids=lambda row: row[0])
def test_in_the_table_coarser_floats_are_not_refuted_where_doubles_are_not(row):
    refuted = [set(cell.split(" ")[0]) - {"–"} for cell in row[1:]]
    assert all(found <= refuted[0] for found in refuted)
    assert row[2] == row[3] == row[1]  # single precision says the same, however it is stored
    assert (row[4], row[6]) == (row[5], row[7])


@pytest.mark.parametrize(
    ("sampler", "column"),
    [("temperature", 0), ("temperature", 4), ("sparsemax", 3), ("top_p", 3), ("mixing", 5), ("min_p", 2)],
)
def test_the_table_is_what_an_audit_says(sampler, column):
    name, wider = COLUMNS[column]
    found = audited(getattr(precisions, sampler), name, wider=wider)
    (row,) = (row for row in TABLE if row[0] == sampler.replace("_", " "))
    assert cell(found) == row[1 + column]


def test_nothing_is_supported_that_rounding_would_excuse():
    """A map that jumps, and whose entropy falls: bfloat16 cannot show it, and is not taken to show the contrary."""

    def falling(p, T):
        return precisions.temperature(p, T if T < 5 else T / 2)

    for name, verdict in (("float64", "refuted"), ("bfloat16", "inconclusive")):
        F = precisions.computed(falling, name, wider=False)
        options = {"classes": (3,), "temperatures": (0.5, 50.0), "teachers": ["none"], "floor": 1e-3}
        found = verdicts(kdaudit.audit_operator(F, **options))
        assert {found["continuity"], found["entropy"]} == {verdict}
        assert found["identity"] == ("supported" if name == "float64" else "inconclusive")


def test_ties_in_half_precision_are_left_open_and_said():
    found = audited(precisions.sparsemax, "float16")
    assert verdicts(found)["ranking"] == "inconclusive"
    assert "float16 is too coarse to say whether the map or rounding did it" in found.text()
    assert "by rounding or underflow" not in found.text()


@pytest.mark.parametrize(
    ("dtype", "V", "least"),
    [(np.float64, 3, 1e-12), (np.float32, 3, 1e-12), (np.float16, 3, 2.0**-14), (np.float16, 50_257, 0.1 / 50_257)],
)
def test_jumps_count_from_the_least_normal_number_on(dtype, V, least):
    subject = Subject(lambda p, T: p.astype(dtype), "made up")
    subject(np.full((1, V), 1 / V), 1.0)
    assert from_on(subject, V) == least
    assert Domain().raised(np.eye(1, V), least).min() >= least


def test_arrays_of_bfloat16_are_floats():
    subject = Subject(lambda p, T: p.astype(ml_dtypes.bfloat16), "made up")
    assert subject(np.full((1, 3), 1 / 3), 1.0).dtype == np.float64
    assert subject.precision.name == "bfloat16"
    assert set(LETTERS) <= set(verdicts(audited(precisions.label_smoothing, "bfloat16")))
