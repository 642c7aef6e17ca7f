"""The command line, as its users meet it: results on stdout, one line per mistake on stderr, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import kdaudit
from kdaudit.cli import output


def test_the_table(audited):
    finished = audited("run")
    assert finished.returncode == 0
    for words in (
        "operators.affine",
        "supported",
        "S0 ",
        "holds (proved)",
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
    assert {row["expect"] for row in rows} == {"proved", "derived", "supported", "refuted"}
    assert "operators.lipschitz_hilbert" in audited("claims").stdout
    some = json.loads(audited("claims", "ties", "--component", "privacy", "--json", "-").stdout)["claims"]
    assert {row["claim"].partition(".")[0] for row in some} == {"operators", "privacy"}
    assert [row for row in some if row["claim"] == "operators.ties"] == [row for row in some if "ties" in row["claim"]]


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
    assert (document["schema"], document["verdict"]) == (1, "proved")
    assert document["parts"].keys() == {"ranking", "continuity", "entropy", "identity", "boundary"}
    assert {part["verdict"] for part in document["parts"].values()} == {"proved"}
    assert "  continuity  proved        (p, T)" in audited("explain", "power_interior").stdout
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
    assert "operators.power_interior: proved." in clause


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
    assert "; 1 more cannot be used." in finished.stdout
    for arguments in (["claims"], ["explain", "S0"], ["report"], ["report", "--latex", "-"], ["run", "temperature"]):
        listed = project(*arguments)
        assert listed.returncode == 2, arguments
        said = listed.stdout + listed.stderr
        assert "claim operators.ties: it reads 'S5.axoims'" in " ".join(said.split()), arguments
    page = (project.root / "elsewhere" / "build" / "report" / "index.html").read_text(encoding="utf-8")
    assert "claim operators.ties: it reads &#39;S5.axoims&#39;" in page
    alone = project("run", "ties")
    assert alone.returncode == 2
    assert "No claim that was asked for can be used." in alone.stdout


def test_a_claim_is_no_stronger_than_what_it_rests_on(project):
    project.edit("proofs_checks/operators/ties.py", "    expect=", "    rests_on=('operators.families',),\n    expect=")
    assert "operators.families: supported" in project("explain", "ties").stdout
    finished = project("run", "ties")
    assert finished.returncode == 1
    assert "it rests on operators.families, which is supported" in finished.stdout


def test_a_sentence_is_run_with_all_that_reads_it_and_what_that_rests_on(audited):
    finished = audited("run", "S3.converges")
    assert finished.returncode == 0
    (rate,) = [
        line for line in finished.stdout.splitlines() if line.startswith("homotopy.tracking ")
    ]  # slack rests on it
    assert "proved" in rate
    assert "operators.ties" not in finished.stdout
    assert (
        "Nothing of this has been run here: `kdaudit run S0 --out new` does"
        in audited("explain", "S0", "--out", "new").stdout
    )


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
    assert "leg teacher_digits did not run: needs sklearn; add it with: pip install scikit-learn" in finished.stdout
    document = json.loads(project("run", "temperature", "--out", "bare", "--json", "-").stdout)
    assert document["verdicts"][0]["verdict"] == "proved"
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
        (["run", "s5"], "claim: there is no 's5'; did you mean 'S5'?"),
        (["explain", "S5.nothing"], "claim: S5 has no clause 'S5.nothing'; it has S5.axioms, S5.families"),
        (["explain", "S5", "--script"], "explain: --script is for a claim that is refuted; a sentence has claims"),
        (["run", "operators"], "claim: 'operators' is a component; ask for it with --component operators"),
        (
            ["run", "--component", "operator"],
            "component: there is no 'operator'; there are bias_variance, convergence, equivalence, homotopy, losses",
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


def test_what_is_said_is_short_and_has_no_control_characters(audited):
    finished = audited("run", "\x1b[31m" + "x" * 15_000)
    assert finished.returncode == 2
    assert finished.stderr.startswith("kdaudit: claim: there is no ")
    assert finished.stderr[:-1].isprintable()
    assert len(finished.stderr) < 2_100


def test_a_mistake_leaves_no_file_behind(audited):
    target = audited.root / "elsewhere" / "never.json"
    assert audited("run", "tise", "--json", str(target)).returncode == 2
    assert not target.exists()


def test_a_broken_formula_is_named_with_what_was_expected(project):
    project.edit("proofs_checks/operators/ties.py", 'expect="proved"', 'expect="supported"')
    finished = project("run", "ties")
    assert finished.returncode == 1
    assert "expected: supported" in finished.stdout
    assert "1 not as expected" in finished.stdout


def test_the_api_is_what_the_command_line_uses(tmp_path):
    audit = kdaudit.run(["ties"], jobs=1, out=tmp_path)
    assert audit.verdicts == {"operators.ties": "proved"}
    assert audit.exit_code == 0
    assert kdaudit.explain("ties", out=tmp_path).result.judged.verdict == "proved"
    assert "operators.ties" in {file.id for file in kdaudit.claims()}
    assert kdaudit.doctor().side_by_side
    with pytest.raises(kdaudit.UsageError, match="seed: must not be negative, got -1"):
        kdaudit.run(seed=-1, out=tmp_path)
    with pytest.raises(kdaudit.UsageError, match="jobs: must be at least 1, got 0"):
        kdaudit.run(jobs=0, out=tmp_path)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = kdaudit.nothing
    assert output.console().width == 120
