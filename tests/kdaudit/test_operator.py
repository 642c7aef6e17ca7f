"""An operator of one's own: what is accepted, what is said, and what a stranger's code cannot do here."""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path

import numpy as np
import pytest

import kdaudit
from kdaudit.errors import UsageError
from kdaudit.inputs.maps import adapted, load
from kdaudit.inputs.teachers import teachers
from numerics.registry import non_operators, operators
from tests.kdaudit.strangers import QUICK

SAMPLERS = Path(__file__).parents[2] / "examples" / "samplers.py"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("exits", r"called sys.exit\(3\), in call 1, with V = "),
        ("crashes", "was killed by SIGSEGV, in call 1"),
        ("leaves", r"ended its process \(code 5\), in call 1"),
        ("hangs", "no answer within 0.5 s, in call 1, with V = "),
        ("raises", r"raised ValueError \(not today\) on an array of shape \(6, [23]\) at T = 2"),
        ("shape", r"returned shape \(6, 1\) on an array of shape \(6, [23]\)"),
        ("integers", "returned int64, not floats"),
        ("words", r"returned shape \(\)"),
        ("random", "two calls with the same input differ"),
        ("rows", "every row is softened by itself"),
        ("fin", "has no function 'fin'; did you mean 'fine'?"),
        ("not_callable", "has no function 'not_callable'"),
    ],
)
def test_what_cannot_be_audited_is_one_line(stranger, name, says):
    with pytest.raises(UsageError, match=says) as caught:
        kdaudit.audit_operator(stranger(name), **QUICK, time_limit=0.5)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("nosuch", "no 'nosuch' is registered"),
        ("tsallis", "tsallis needs its alpha"),
        ("no.such.module:f", "there is no module 'no'"),
        ("nowhere/f.py:f", "there is no file nowhere/f.py"),
        ("math:", "name a function"),
    ],
)
def test_what_is_not_there_is_one_line(target, says):
    with pytest.raises(UsageError, match=says):
        kdaudit.audit_operator(target, **QUICK)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"temperatures": (2.0, 1.0)}, "need 0 < coldest < hottest"),
        ({"classes": (1, 2)}, "need numbers from 2 on"),
        ({"floor": 0.4}, r"must lie in \[0, 1/V\)"),
        ({"on": "odds"}, "neither probabilities nor logits"),
        ({"teachers": ("nobody",)}, "there is no 'nobody'; there are digits, langid, magika, wordfreq"),
        ({"teachers": ("nothing.npy",)}, "cannot read nothing.npy"),
        ({"teachers": {"mine": [[0.5, 0.6]]}}, "teacher mine: row 0 sums to 1.1, not 1"),
    ],
)
def test_options_that_make_no_sense_are_one_line(options, says):
    with pytest.raises(UsageError, match=says):
        kdaudit.audit_operator("power", **{**QUICK, **options})


def test_registered_operators_keep_their_domain():
    with pytest.raises(UsageError, match=r"mixing is defined on \[1, ∞\), not from 0.5 on"):
        kdaudit.audit_operator("mixing", **QUICK)


def test_a_function_a_file_and_logits_agree(stranger):
    def power(p, T):
        q = p ** (1 / T)
        return q / q.sum(axis=-1, keepdims=True)

    audits = [
        kdaudit.audit_operator(power, **QUICK),
        kdaudit.audit_operator(stranger("fine"), **QUICK),
        kdaudit.audit_operator(f"{SAMPLERS}:temperature_on_logits", on="logits", **QUICK),
    ]
    assert audits[2].properties["shift_invariant"].verdict == "supported"
    for audit in audits:
        assert audit.family is not None
        assert (audit.family.name, audit.family.formula) == ("power", "T")
        assert {name: f.verdict for name, f in audit.properties.items() if name != "shift_invariant"} == {
            "semigroup": "supported",
            "affine": "refuted",
            "commutes_with_conditioning": "supported",
            "permutation_equivariant": "supported",
        }
        assert audit.refuted == ()
        assert audit.axioms["boundary"].verdict == "inconclusive"  # T up to 8 says nothing of T → ∞


@pytest.mark.parametrize("F", [*operators().values(), *non_operators().values()], ids=lambda F: F.name)
def test_registered_maps_break_what_they_declare(F):
    low, high = (1.0, 1e6) if F.coldest == 1 else (0.01, 1e6)
    audit = kdaudit.audit_operator(F.name, temperatures=(low, high), classes=(4,), teachers=["none"])
    assert set(audit.refuted) == set(F.breaks)


BROKEN = {
    "top_k": {"ranking", "continuity", "identity", "boundary"},
    "top_p": {"ranking", "continuity", "identity", "boundary"},
    "min_p": {"ranking", "continuity", "identity", "boundary"},
    "label_smoothing": {"identity", "boundary"},
    "towards_a_prior": {"ranking", "entropy", "boundary"},
    "by_rank": {"continuity", "identity"},
    "softmax_of_probabilities": {"identity"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_everyday_samplers(name):
    audit = kdaudit.audit_operator(f"{SAMPLERS}:{name}", classes=(2, 3, 5), temperatures=(0.1, 1e5), teachers=["none"])
    assert set(audit.refuted) == BROKEN[name]
    for axiom in audit.refuted:
        witness = audit.axioms[axiom].witness
        again = load(f"{SAMPLERS}:{name}")(np.array(witness.p), witness.T)
        np.testing.assert_allclose(again, witness.q, rtol=1e-12)


def test_zeros_alone_are_said_to_be_the_matter():
    audit = kdaudit.audit_operator(f"{SAMPLERS}:temperature", classes=(2, 3), teachers=["none"])
    assert audit.refuted == ("boundary",)
    assert "fails only at laws of which a class has probability zero" in audit.axioms["boundary"].scope
    assert any("--floor 1e-12 clears it" in limit for limit in audit.limits)
    cleared = kdaudit.audit_operator(f"{SAMPLERS}:temperature", classes=(2, 3), floor=1e-12, teachers=["none"])
    assert (cleared.refuted, cleared.axioms["boundary"].verdict) == ((), "supported")


def test_the_answer_is_a_function_of_the_seed():
    first, second, other = (
        kdaudit.audit_operator("top_k:2", **QUICK, seed=seed, jobs=j) for seed, j in ((1, 1), (1, 2), (2, 2))
    )
    assert first.axioms == second.axioms
    assert first.axioms != other.axioms


def test_rows_in_single_precision_are_read_as_laws():
    """Divided by their sums, without which power breaks the identity on them by no fault of its own."""
    rows = np.random.Generator(np.random.PCG64(0)).dirichlet(np.ones(7), 50).astype(np.float32)
    looked_at, absent = teachers({"mine": rows})
    assert not absent
    np.testing.assert_allclose(looked_at["mine"].sum(axis=-1), 1, rtol=0, atol=4e-16)  # two ulp of a sum of seven
    np.testing.assert_allclose(looked_at["mine"], rows, rtol=1e-6)  # single precision has 6e-8 an entry


def test_a_teacher_of_ones_own(tmp_path):
    """What goes wrong on its rows alone is found on them."""
    rows = np.array([[0.31, 0.29, 0.17, 0.13, 0.1]])

    def spoilt(p, T):
        q = p ** (1 / T)
        hit = np.abs(p[..., :1] - 0.31) < 1e-9 if p.shape[-1] == 5 else np.zeros_like(p[..., :1], dtype=bool)
        q = np.where(hit, q[..., ::-1], q)
        return q / q.sum(axis=-1, keepdims=True)

    np.save(tmp_path / "rows.npy", rows)
    options = {"classes": (2, 3), "temperatures": (0.5, 8.0)}
    assert kdaudit.audit_operator(spoilt, **options, teachers=["none"]).refuted == ()
    for given in ([str(tmp_path / "rows.npy")], {"mine": rows}):
        assert {"ranking", "identity"} <= set(kdaudit.audit_operator(spoilt, **options, teachers=given).refuted)


def test_tensors(monkeypatch):
    """A function of tensors: torch need not be installed to know how it is talked to."""

    class Tensor:
        def __init__(self, values):
            self.values = values

        def softened(self, T):
            q = self.values ** (1 / T)
            return Tensor(q / q.sum(axis=-1, keepdims=True))

        def detach(self):
            return self

        cpu = detach

        def numpy(self):
            return self.values

    monkeypatch.setitem(sys.modules, "torch", types.SimpleNamespace(from_numpy=Tensor))
    softened = adapted(lambda p, T: p.softened(T))
    np.testing.assert_allclose(softened(np.array([[0.8, 0.2]]), 2.0), [[2 / 3, 1 / 3]], rtol=1e-14)


def test_the_command(audited, stranger, tmp_path):
    options = ["--classes", "2,3", "--temperatures", "0.5:8", "--teacher", "none"]
    finished = audited("operator", stranger("fine"), *options, "--json", "-")
    document = json.loads(finished.stdout)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert document["schema"] == 1
    assert list(document["axioms"]) == ["simplex", "ranking", "continuity", "entropy", "identity", "boundary"]
    written = tmp_path / "flat.json"
    broken = audited(
        "operator", stranger("flat"), *options, "--plot", str(tmp_path / "card.svg"), "--json", str(written)
    )
    assert broken.returncode == 1
    assert "simplex is violated at T = " in broken.stdout
    simplex = json.loads(written.read_text(encoding="utf-8"), parse_constant=pytest.fail)["axioms"]["simplex"]
    assert (simplex["margin"], set(simplex["witness"]["q"])) == ("inf", {"nan"})
    assert (tmp_path / "card.svg").read_text(encoding="utf-8").startswith("<?xml")
    for arguments, says in (
        (["operator", stranger("exits")], "called sys.exit(3)"),
        (["operator", "power", "--on", "logits"], "power is registered, and a map of probabilities"),
        (["operator", "power", "--temperatures", "hot"], "--temperatures: 'hot' is not LOW:HIGH"),
        (["operator", "power", "--classes", "two"], "--classes: 'two' is not a list of numbers"),
        (["operator", "power", "--plot", "card.gif"], "--plot: 'card.gif' does not end in .pdf, .png, .svg"),
        (["operator", "power", "--plot", "no/where.png"], "--plot: there is no folder 'no'"),
    ):
        finished = audited(*arguments)
        assert (finished.returncode, finished.stdout) == (2, "")
        assert says in finished.stderr
        assert finished.stderr.count("\n") == 1
