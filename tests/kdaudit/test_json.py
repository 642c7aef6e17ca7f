"""What `--json` writes: valid documents, and what the audit found."""

from __future__ import annotations

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "schema.json").read_text(encoding="utf-8"))


def valid(document, command):
    """Whether a document meets the definition of the command that wrote it."""
    return Draft202012Validator({**SCHEMA["commands"][command], "$defs": SCHEMA["$defs"]}).is_valid(document)


def test_the_schema_is_that_of_the_types():
    spec = spec_from_file_location("schema", DOCS / "schema.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    Draft202012Validator.check_schema(SCHEMA)
    for path, text in module.written().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run python docs/schema.py"


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("reason"),
        lambda d: d.update(more=1),
        lambda d: d.update(verdict=3),
        lambda d: d["claims"][0].update(verdict="true"),
        lambda d: d.update(schema=2),
    ],
)
def test_the_schema_notices(audited, change):
    found = json.loads(audited("explain", "S5.axioms", "--json", "-").stdout)
    assert valid(found, "explain a clause")
    change(found)
    assert not valid(found, "explain a clause")


def measuring(folder):
    """A measurement with everything in it: softened, twenty seeds, probabilities."""
    rng = np.random.default_rng(0)
    names = [str(folder / f"{name}.npy") for name in ("teacher", "student", "target")]
    for name, shape in zip(names, [(20, 30), (20, 30), (30,)], strict=True):
        np.save(name, rng.dirichlet(np.ones(3), shape))
    options = zip(("--teacher", "--student", "--target"), names, strict=True)
    return ["measure", *(part for pair in options for part in pair), "--operator", "power", "--temperature", "2"]


@pytest.fixture(scope="module")
def document(audited):
    finished = audited("run", "--json", "-")
    assert (finished.returncode, finished.stderr) == (0, "")
    return json.loads(finished.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["claims"],
        ["explain", "power_interior"],
        ["explain", "S5"],
        ["explain", "S5.axioms"],
        ["operator", "power", "--classes", "2,3", "--temperatures", "0.5:8", "--teacher", "none"],
        ["measure"],
        ["compare", "--teacher", "digits", "--capacity", "2", "--operator", "power@2", "--operator", "mixing@2"],
        ["figures"],
        ["report"],
        ["doctor"],
        ["new"],
        ["verify"],
    ],
    ids=lambda a: " ".join(a[:2]) if a[0] == "explain" else a[0],
)
def test_json_is_valid(audited, arguments, tmp_path):
    if arguments == ["measure"]:
        arguments = measuring(tmp_path)
    if arguments == ["new"]:
        arguments = ["new", str(tmp_path / "mine")]
    if arguments == ["verify"]:
        audited("new", str(tmp_path / "sums"))
        for made in (["run"], ["report", "--bundle", str(tmp_path / "it.zip")]):
            audited(*made, "--claims", str(tmp_path / "sums"), "--out", str(tmp_path / "out"))
        arguments = ["verify", str(tmp_path / "it.zip")]
    found = json.loads(audited(*arguments, "--json", "-").stdout)
    kind = {"S5": "a sentence", "S5.axioms": "a clause"}.get(arguments[-1])
    assert valid(found, f"{arguments[0]} {kind}" if kind else arguments[0])


def test_each_verdict_leg_control_and_clause_has_all_its_fields(document):
    for verdict in document["verdicts"]:
        assert set(verdict) == set(document["verdicts"][0])
        assert all(set(leg) == set(document["verdicts"][0]["legs"][0]) for leg in verdict["legs"])
        assert all(set(control) == {"leg", "breaks", "outcome"} for control in verdict["controls"])
    assert all(set(s) == {"id", "text", "verdict", "clauses"} for s in document["sentences"])
    of_a_clause = {"id", "text", "verdict", "reason", "conditions", "counterexamples", "limits", "claims"}
    assert all(set(c) == of_a_clause for s in document["sentences"] for c in s["clauses"])
    read = {clause for verdict in document["verdicts"] for clause in verdict["reads"]}
    assert [c for s in document["sentences"] for c in s["clauses"] if c["id"] in read] == document["clauses"]
    assert document["broken"] == {}


def test_json_says_what_the_audit_found(document):
    verdicts = {v["claim"]: v for v in document["verdicts"]}
    assert verdicts["operators.ties"]["verdict"] == "proved"
    assert verdicts["operators.temperature"]["reads"] == {"S0.same": "states"}
    boundary = verdicts["operators.power_boundary"]
    assert (boundary["verdict"], boundary["expected"], boundary["hollow"]) == ("refuted", "refuted", [])
    witness = boundary["legs"][0]["witness"]
    assert witness["at"] == {"p": ["1/2", "1/2", "0"]}
    assert (witness["violation"], witness["confirmed"]) == ("1/3", "exact")
    sentences = {s["id"]: s for s in document["sentences"]}
    assert sentences["S0"]["verdict"] == "holds (proved)"
    assert sentences["S5"]["verdict"] == "holds with conditions (supported)"
    clauses = {c["id"]: c for s in document["sentences"] for c in s["clauses"]}
    assert any("operators.power_interior: " in condition for condition in clauses["S5.axioms"]["conditions"])
    assert clauses["S6.rates"]["verdict"] == "fails"
    assert clauses["S6.rates"]["counterexamples"][0].startswith("convergence.uniform_rate: False: ")
    assert sentences["S7"]["verdict"] == "holds with conditions (supported)"
    assert clauses["S7.text"]["reason"] == ""
    assert any(line.startswith("partial_access.text_only_power: False: ") for line in clauses["S7.text"]["limits"])


def test_everything_was_in_the_ledger(document):
    assert all(leg["cached"] for v in document["verdicts"] for leg in v["legs"])


def test_json_to_a_file_leaves_the_table_on_stdout(audited, tmp_path):
    finished = audited("run", "ties", "--json", str(tmp_path / "ties.json"))
    assert finished.returncode == 0
    assert "operators.ties" in finished.stdout
    written = json.loads((tmp_path / "ties.json").read_text(encoding="utf-8"))
    assert [v["claim"] for v in written["verdicts"]] == ["operators.ties"]


def test_a_part_of_the_audit_answers_the_clauses_that_it_reads_from_the_ledger(audited, tmp_path):
    document = json.loads(audited("run", "power_boundary", "--json", "-").stdout)
    assert document["sentences"] == []
    assert {c["id"]: c["verdict"] for c in document["clauses"]} == {"S5.axioms": "holds with conditions (proved)"}
    elsewhere = json.loads(audited("run", "one_hot_limit", "--json", "-", "--out", str(tmp_path)).stdout)
    found = {c["id"]: c for c in elsewhere["clauses"]}["S5.axioms"]
    assert found["verdict"] == "open"
    assert found["reason"].startswith("no verdict on operators.power_")
    shown = audited("run", "power_boundary").stdout
    assert "S5.axioms" in shown
    assert "S0" not in shown
