"""The audit itself: every verdict as expected, every control biting, staleness exact, formulas guarded."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from proofs_checks import checks
from proofs_checks.discovery import ids, load
from proofs_checks.sentences import sentences

ROOT = Path(__file__).parents[1]
FILES = [load(claim) for claim in ids()]
every_claim = pytest.mark.parametrize("file", FILES, ids=lambda file: file.id)


@pytest.fixture(scope="module")
def document(audited):
    return json.loads((audited.root / "elsewhere" / "first.json").read_text(encoding="utf-8"))


@every_claim
def test_the_verdict_is_the_expected_one(document, file):
    (verdict,) = [v for v in document["verdicts"] if v["claim"] == file.id]
    assert (verdict["verdict"], verdict["hollow"]) == (file.claim.expect, [])
    supports, refutes = ("refutes", "supports") if file.claim.expect == "refuted" else ("supports", "refutes")
    assert {leg["outcome"] for leg in verdict["legs"]} == {supports}
    assert {control["outcome"] for control in verdict["controls"]} == {refutes}


@every_claim
def test_every_leg_has_a_control(file):
    assert file.legs
    for leg in file.legs:
        assert leg.controls, leg.name


@every_claim
def test_a_claim_reads_like_a_page(file):
    title, blank = file.proof.splitlines()[:2]
    assert title.endswith(".")
    assert not blank.strip()
    assert file.claim.scope
    assert all(sentence in {s.id for s in sentences()} for sentence in file.claim.reads)
    assert all(other in ids() for other in file.claim.rests_on)
    if file.claim.expect == "proved":
        assert all(load(other).claim.expect == "proved" for other in file.claim.rests_on), "on weaker ground"
    methods = {leg.method for leg in file.legs}
    assert len(methods) >= 2, "evidence of one kind only"
    if file.claim.expect == "proved":
        for part in file.claim.parts or [None]:
            legs = [leg for leg in file.legs if part is None or not leg.parts or part in leg.parts]
            assert any(leg.whole for leg in legs), part


def test_no_claim_rests_on_itself():
    def below(claim, above):
        assert claim not in above, f"{claim} rests on itself"
        for other in load(claim).claim.rests_on:
            below(other, (*above, claim))

    for claim in ids():
        below(claim, ())


def test_together_the_claims_use_every_method_and_get_every_final_verdict():
    methods = {leg.method for file in FILES for leg in file.legs}
    assert methods == {"identity", "exact", "enclosure", "monte_carlo", "search", "published"}
    assert {file.claim.expect for file in FILES} == {"proved", "supported", "refuted"}


def test_the_budget_of_false_alarms_is_kept(document):
    counts = {file.id: sum(leg.method == "monte_carlo" for leg in file.legs) for file in FILES}
    assert max(counts.values()) <= 40
    assert sum(counts.values()) <= checks.COMPARISONS
    tests = [leg for v in document["verdicts"] for leg in v["legs"] if leg["method"] == "monte_carlo"]
    for leg in tests:
        figures = leg["figures"]
        assert figures["detectable"] <= checks.SENSITIVITY * abs(figures["derived"])
        assert abs(figures["z"]) <= checks.CRITICAL


def test_importing_claims_computes_nothing():
    code = (
        "import sys\nfrom proofs_checks.discovery import ids, load\n"
        "from numerics import laws, chance, teachers\n"
        "def never(*a, **k): raise AssertionError('computed at import')\n"
        "laws.adversarial = chance.stream = teachers.digits = never\n"
        "import sympy\nsympy.simplify = sympy.limit = sympy.solve = never\n"
        "[load(claim) for claim in ids()]\nprint('sklearn' in sys.modules)"
    )
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert finished.stdout == "False\n", finished.stderr


@every_claim
def test_what_a_claim_tests_lies_in_theory_or_numerics(file):
    tree = ast.parse(Path(ROOT, *file.module.split(".")).with_suffix(".py").read_text(encoding="utf-8"))
    imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    assert any(module.startswith(("theory", "numerics")) for module in imported)


@pytest.mark.parametrize(
    ("file", "before", "after", "noticing"),
    [
        (
            "theory/operators/power.py",
            "p[j] ** (1 / T)",
            "p[j] ** (Rational(100, 101) / T)",
            {"temperature", "power_interior", "entropy_rate"},
        ),
        (
            "numerics/operators/power.py",
            "np.divide(q, T,",
            "np.divide(q, 1.01 * T,",
            {"temperature", "power_interior", "entropy_rate"},
        ),
        (
            "theory/operators/mixing.py",
            "p[i] / T +",
            "p[i] / (T + T / 100) +",
            {"mixing", "affine", "lipschitz_mixing"},
        ),
        ("numerics/operators/mixing.py", "q = p / T", "q = p / (1.01 * T)", {"mixing", "lipschitz_mixing", "affine"}),
    ],
    ids=["theory power", "numerics power", "theory mixing", "numerics mixing"],
)
def test_a_broken_formula_is_noticed_and_nothing_else_goes_stale(project, file, before, after, noticing):
    assert not project.stale()
    if "theory" in file and "power" in file:
        project.edit(file, "from sympy import Expr", "from sympy import Expr, Rational")
        project.edit(file, "p[i] ** (1 / T) / total", "p[i] ** (Rational(100, 101) / T) / total")
    project.edit(file, before, after)
    module = file.removesuffix(".py").replace("/", ".")
    importers = {file.id for file in FILES if module in dict(_sources(file.module))}
    assert project.stale() == importers
    assert f"operators.lipschitz_{'hilbert' if 'mixing' in file else 'mixing'}" not in importers
    finished = project("run", *noticing, "--json", "after.json")
    assert finished.returncode == 1, finished.stdout + finished.stderr
    found = json.loads((project.root / "elsewhere" / "after.json").read_text(encoding="utf-8"))
    assert noticing == {v["claim"].partition(".")[2] for v in found["verdicts"] if v["verdict"] != v["expected"]}
    for claim in noticing:
        assert f"operators.{claim}" in finished.stdout


def _sources(module):
    from proofs_checks.digest import sources  # noqa: PLC0415

    return sources(module)


def test_a_comment_may_make_stale_but_never_another_claim(project):
    project.edit("proofs_checks/operators/affine.py", 'expect="supported",', 'expect="supported",  # said plainly')
    assert project.stale() == {"operators.affine"}
    assert project("run").returncode == 0
    assert not project.stale()


def test_another_seed_reruns_what_draws_and_gives_the_same_verdicts(project):
    finished = project("run", "affine", "ties", "--seed", "11", "--json", "-")
    document = json.loads(finished.stdout)
    assert finished.returncode == 0
    cached = {(v["claim"], leg["leg"]): leg["cached"] for v in document["verdicts"] for leg in v["legs"]}
    assert cached["operators.affine", "kernels"]
    assert not cached["operators.affine", "commutes_with_expectation"]
    assert not cached["operators.ties", "registered"]


def test_the_quick_tier_reaches_the_same_verdicts(audited):
    assert audited("run", "--tier", "quick").returncode == 0
