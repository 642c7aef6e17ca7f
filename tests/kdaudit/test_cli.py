"""The command line, as its users meet it: results on stdout, one line per mistake on stderr, exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import kdaudit
from kdaudit import tables

README = Path(__file__).parents[2] / "README.md"


def documented():
    """The fields of each command, as the README lists them: {command: names in backticks}."""
    table = README.read_text(encoding="utf-8").partition("<!-- json -->")[2].partition("\n\n")[0]
    rows = [line.split("|")[1:3] for line in table.strip().splitlines()[2:]]
    return {command.strip(" `"): set(re.findall(r"`([a-z_]+)(?:\[\]|\.\*)?`", fields)) for command, fields in rows}


def fields(document, opaque=("versions", "reads", "figures", "record", "witness", "missing", "locations", "broken")):
    """Every field name in a document; what is keyed by name or described elsewhere is not entered."""
    if isinstance(document, list):
        return set().union(*map(fields, document))
    if not isinstance(document, dict):
        return set()
    below = [
        fields(list(v.values()) if key in ("parts", "axioms", "properties") and isinstance(v, dict) else v)
        for key, v in document.items()
        if key not in opaque and not (key == "hypotheses" and isinstance(v, dict))
    ]
    return set(document).union(*below)


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
        ["classes", "--teacher", "digits", "--capacity", "2", "--operator", "power@2", "--operator", "mixing@2"],
        ["figures"],
        ["report"],
        ["doctor"],
    ],
    ids=lambda a: " ".join(a[:2]) if a[0] == "explain" else a[0],
)
def test_json_has_the_documented_fields(audited, arguments, tmp_path):
    if arguments == ["measure"]:
        arguments = measuring(tmp_path)
    found = json.loads(audited(*arguments, "--json", "-").stdout)
    assert found.pop("schema") == 1
    kind = {"S5": "a sentence", "S5.axioms": "a clause"}.get(arguments[-1])
    assert fields(found) == documented()[f"{arguments[0]} {kind}" if kind else arguments[0]]


def test_each_verdict_leg_control_and_clause_has_all_its_fields(document):
    for verdict in document["verdicts"]:
        assert set(verdict) == set(document["verdicts"][0])
        assert all(set(leg) == set(document["verdicts"][0]["legs"][0]) for leg in verdict["legs"])
        assert all(set(control) == {"leg", "breaks", "outcome"} for control in verdict["controls"])
    assert all(set(s) == {"id", "text", "verdict", "clauses"} for s in document["sentences"])
    of_a_clause = {"id", "text", "verdict", "reason", "conditions", "counterexamples", "limits"}
    assert all(set(c) == of_a_clause for s in document["sentences"] for c in s["clauses"])
    read = {clause for verdict in document["verdicts"] for clause in verdict["reads"]}
    assert [c for s in document["sentences"] for c in s["clauses"] if c["id"] in read] == document["clauses"]
    assert document["broken"] == {}


def test_json_says_what_the_audit_found(document):
    verdicts = {v["claim"]: v for v in document["verdicts"]}
    assert verdicts["operators.ties"]["verdict"] == "derived"
    assert verdicts["operators.temperature"]["reads"] == {"S0.same": "states"}
    boundary = verdicts["operators.power_boundary"]
    assert (boundary["verdict"], boundary["expected"], boundary["hollow"]) == ("refuted", "refuted", [])
    witness = boundary["legs"][0]["witness"]
    assert witness["at"] == {"p": ["1/2", "1/2", "0"]}
    assert (witness["violation"], witness["confirmed"]) == ("1/3", "exact")
    sentences = {s["id"]: s for s in document["sentences"]}
    assert sentences["S0"]["verdict"] == "holds (derived)"
    assert sentences["S5"]["verdict"] == "holds with conditions (supported)"
    clauses = {c["id"]: c for s in document["sentences"] for c in s["clauses"]}
    assert any("operators.power_interior: " in condition for condition in clauses["S5.axioms"]["conditions"])
    assert clauses["S6.rates"]["verdict"] == "fails"
    assert clauses["S6.rates"]["counterexamples"][0].startswith("convergence.uniform_rate: False: ")
    assert sentences["S7"]["verdict"] == "open"
    assert clauses["S7.text"]["reason"] == "no claim states or repairs it"


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
    assert {c["id"]: c["verdict"] for c in document["clauses"]} == {"S5.axioms": "holds with conditions (derived)"}
    elsewhere = json.loads(audited("run", "one_hot_limit", "--json", "-", "--out", str(tmp_path)).stdout)
    found = {c["id"]: c for c in elsewhere["clauses"]}["S5.axioms"]
    assert found["verdict"] == "open"
    assert found["reason"].startswith("no verdict on operators.power_")
    shown = audited("run", "power_boundary").stdout
    assert "S5.axioms" in shown
    assert "S0" not in shown


def test_the_table(audited):
    finished = audited("run")
    assert finished.returncode == 0
    for words in (
        "operators.affine",
        "supported",
        "S0 ",
        "holds (derived)",
        "S7.text",
        "open",
        "every verdict as expected",
    ):
        assert words in finished.stdout


def test_nothing_is_written_outside_out(audited, tmp_path):
    before = {path for path in (audited.root / "elsewhere").rglob("*") if "build" not in path.parts}
    assert audited("run", "ties", "--out", str(tmp_path / "here")).returncode == 0
    assert {path for path in (audited.root / "elsewhere").rglob("*") if "build" not in path.parts} == before
    assert (tmp_path / "here" / "ledger.sqlite").exists()


def test_claims(audited):
    rows = json.loads(audited("claims", "--json", "-").stdout)["claims"]
    assert [row["claim"] for row in rows] == sorted(row["claim"] for row in rows)
    assert {row["expect"] for row in rows} == {"derived", "supported", "refuted"}
    assert "operators.lipschitz_hilbert" in audited("claims").stdout


def test_explain(audited):
    text = audited("explain", "power_boundary").stdout
    for words in (
        "operators.power_boundary: refuted",
        "scope       power, V >= 2, every p in the closed simplex",
        "False: on a face, heating power",
        "leg limit_law: exact, refutes",
        "covers    the limit itself, at p = (1/2, 1/2, 0)",
        "violation 1/3 (confirmed in exact arithmetic)",
        "p = ['1/2', '1/2', '0']",
        "control   repaired: every class has positive probability: supports (noticed)",
        "rerun: kdaudit run operators.power_boundary --seed 0 --fresh",
    ):
        assert words in text
    document = json.loads(audited("explain", "power_interior", "--json", "-").stdout)
    assert (document["schema"], document["verdict"]) == (1, "derived")
    assert document["parts"].keys() == {"ranking", "continuity", "entropy", "identity", "boundary"}
    assert {part["verdict"] for part in document["parts"].values()} == {"derived"}
    assert "  continuity  derived       (p, T)" in audited("explain", "power_interior").stdout
    assert document["legs"][0]["record"]["outcome"] == "supports"


def test_explain_before_any_run(audited, tmp_path):
    text = audited("explain", "ties", "--out", str(tmp_path)).stdout
    assert "operators.ties: not run (no current record in the ledger)" in text
    assert f"--out {tmp_path}" in text
    assert "NOTICED" not in text
    assert ": not run\n" in text
    assert not list(tmp_path.iterdir())


def test_explain_a_sentence_and_a_clause(audited):
    text = audited("explain", "S5").stdout
    for words in (
        "S5 ",
        "holds with conditions (supported)",
        "S5.axioms ",
        "stated by",
        "limited by",
        "counterexample: ",
    ):
        assert words in text
    clause = audited("explain", "S5.axioms").stdout
    assert clause.startswith("S5.axioms ")
    assert "operators.power_boundary: refuted." in clause
    assert "operators.power_interior: derived." in clause


def test_explain_says_which_hypotheses_are_needed(audited):
    assert "(needed: without it there is a counterexample)" in audited("explain", "operators.inequivalent").stdout
    found = json.loads(audited("explain", "operators.inequivalent", "--json", "-").stdout)
    assert {hypothesis["needed"] for hypothesis in found["hypotheses"]} == {"needed"}


def test_a_broken_claim_is_one_line_and_the_others_run(project):
    project.edit("proofs_checks/operators/ties.py", '"S5.axioms"', '"S5.axoims"')
    finished = project("run", "ties", "temperature", "--out", "broken")
    assert finished.returncode == 2, finished.stdout + finished.stderr
    assert "Traceback" not in finished.stdout + finished.stderr
    assert next(line for line in finished.stdout.splitlines() if "S5.axoims" in line).startswith(
        "claim operators.ties: "
    )
    assert "operators.temperature" in finished.stdout
    listed = project("claims")
    assert listed.returncode == 2
    assert "S5.axoims" in listed.stdout


def test_doctor(audited):
    finished = audited("doctor", "--json", "-")
    health = json.loads(finished.stdout)
    assert (finished.returncode, health["side_by_side"], health["missing"]) == (0, True, {})
    assert health["locations"]["theory"] == str(audited.root / "theory")
    assert f"the five packages lie side by side in {audited.root}" in audited("doctor").stdout


def test_a_users_own_files_do_not_shadow_ours(audited, tmp_path):
    for name in ("figures", "theory", "numerics"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('shadowed')")
    command = [sys.executable, "-m", "kdaudit", "doctor"]
    finished = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def without_sklearn(folder):
    """A module that stands in front of scikit-learn and cannot be found."""
    (folder / "sitecustomize.py").write_text(
        "import importlib.util as u\nhonest = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'sklearn' else honest(name, package)\n"
        "import sys\nsys.modules['sklearn'] = None\n"
    )


def test_without_scikit_learn_the_rest_runs_and_it_says_so(project):
    without_sklearn(project.root)
    finished = project("run", "temperature", "lipschitz_mixing", "--out", "bare")
    assert finished.returncode == 3, finished.stdout + finished.stderr
    assert "leg teacher_digits did not run: needs sklearn; add it with: pip install" in finished.stdout
    document = json.loads(project("run", "temperature", "--out", "bare", "--json", "-").stdout)
    assert document["verdicts"][0]["verdict"] == "derived"
    health = project("doctor")
    assert health.returncode == 3
    needing = sum("sklearn" in leg.needs for file in kdaudit.claims() for leg in file.legs)
    assert f"missing: sklearn: costs {needing} legs of claims; the digits teacher" in health.stdout
    figure = project("figures", "--out", "bare")
    assert figure.returncode == 3
    assert figure.stderr.startswith("kdaudit: figure equivalence_distances: needs sklearn")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "tise"], "claim: there is no 'tise'; did you mean 'ties'?"),
        (["run", "xyzzy"], "claim: there is no 'xyzzy'; `kdaudit claims` lists them"),
        (["explain", "operators.tiess"], "claim: there is no 'operators.tiess'; did you mean 'ties'?"),
        (["claims", "--json", ""], "--json: cannot write ''; name a file in a folder that is there"),
        (["run", "S5"], "claim: 'S5' is of the paper; `kdaudit explain S5` says what holds of it"),
        (["explain", "S5.nothing"], "explain: S5 has no clause 'S5.nothing'; it has S5.axioms, S5.families"),
        (["explain", "S5", "--script"], "explain: --script is for a claim that is refuted; a sentence has claims"),
        (["run", "operators"], "claim: 'operators' is a component; ask for it with --component operators"),
        (
            ["run", "--component", "operator"],
            "component: there is no 'operator'; there are bias_variance, convergence, equivalence, homotopy, op",
        ),
        (["run", "--tier", "slow"], "tier: 'slow' is neither quick nor full"),
        (["run", "--jobs", "0"], "Invalid value for '--jobs': Input should be greater than or equal to 1"),
        (["run", "--seed", "99999999999999999999"], "seed: must be below 2^63, got 99999999999999999999"),
        (["run", "--seed", "-1"], "Invalid value for '--seed': Input should be greater than or equal to 0"),
        (["run", "--out", "file.txt"], "ledger: cannot use file.txt/ledger.sqlite: [Errno 17] File exists: 'file.txt'"),
        (["figures", "pie"], "figure: there is no 'pie'; there are bias_variance_crossing, bias_variance_softening"),
        (
            ["figures", "operators_entropy", "--out", "file.txt"],
            "figure operators_entropy: cannot write to file.txt/figures:",
        ),
        (
            ["claims", "--json", "no/such/folder.json"],
            "--json: cannot write 'no/such/folder.json'; name a file in a folder that is there",
        ),
        (["explain"], "Missing argument 'NAME'."),
        (["audit"], "No such command 'audit'."),
        (["run", "--frehs"], "No such option: --frehs"),
    ],
)
def test_a_mistake_gets_one_line(audited, arguments, message):
    (audited.root / "elsewhere" / "file.txt").touch()
    finished = audited(*arguments)
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert finished.stderr.startswith(f"kdaudit: {message}")
    assert finished.stderr.count("\n") == 1


def test_a_mistake_leaves_no_file_behind(audited):
    target = audited.root / "elsewhere" / "never.json"
    assert audited("run", "tise", "--json", str(target)).returncode == 2
    assert not target.exists()


def test_a_broken_formula_is_named_with_what_was_expected(project):
    project.edit("proofs_checks/operators/ties.py", 'expect="derived"', 'expect="supported"')
    finished = project("run", "ties")
    assert finished.returncode == 1
    assert "expected: supported" in finished.stdout
    assert "1 not as expected" in finished.stdout


def test_the_api_is_what_the_command_line_uses(tmp_path):
    audit = kdaudit.run(["ties"], jobs=1, out=tmp_path)
    assert audit.verdicts == {"operators.ties": "derived"}
    assert audit.exit_code == 0
    assert kdaudit.explain("ties", out=tmp_path).result.judged.verdict == "derived"
    assert "operators.ties" in {file.id for file in kdaudit.claims()}
    assert kdaudit.doctor().side_by_side
    with pytest.raises(kdaudit.UsageError, match="seed: must not be negative, got -1"):
        kdaudit.run(seed=-1, out=tmp_path)
    with pytest.raises(kdaudit.UsageError, match="jobs: must be at least 1, got 0"):
        kdaudit.run(jobs=0, out=tmp_path)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = kdaudit.nothing
    assert tables.console().width == 120
