"""`kdaudit compare`: what it finds, and that mistakes are one line."""

from __future__ import annotations

import json

import numpy as np
import pytest

import kdaudit
from kdaudit.errors import UsageError
from numerics.features import drawn
from numerics.registry import operator
from numerics.twins import twin

RNG = np.random.default_rng(0)
ROWS = RNG.dirichlet(np.full(3, 2.0), 30)
FEATURES = drawn(RNG, 30, 8)
PAIR = ("power@2", "mixing@2")


def mistake(teacher=ROWS, operators=PAIR, **options):
    with pytest.raises(UsageError) as found:
        kdaudit.compare(teacher, operators, **options)
    assert "\n" not in str(found.value)
    return str(found.value)


def test_a_twin_is_sorted_with_its_operator_until_capacity_tells_them_apart():
    other = twin(operator("power"), ROWS, FEATURES[:, :5])
    found = kdaudit.compare(
        ROWS, [("power", 2.0), (other.__call__, 2.0), ("mixing", 2.0)], features=FEATURES, tolerance=0.0
    )
    assert found.operators == ("power@2", "__call__@2", "mixing@2")
    classes = {step.capacity: len(step.classes) for step in found.refinement}
    assert classes == {1: 2, 2: 2, 3: 2, 4: 2, 5: 2, 7: 3, 8: 3}
    assert len(found.classes) == 3
    assert found.students[0, 1] < found.targets[0, 1]
    np.testing.assert_allclose(found.students, found.seen, atol=1e-13, rtol=0)  # linear students are projections


def test_the_capacity_from_which_the_choice_matters():
    by_hand = {}
    gap = operator("power")(ROWS, 2.0) - operator("mixing")(ROWS, 2.0)
    for d in range(1, 9):
        basis = np.linalg.qr(FEATURES[:, :d])[0]
        by_hand[d] = np.sqrt(((basis @ (basis.T @ gap)) ** 2).sum(axis=-1).mean())
    between = (by_hand[3] + by_hand[4]) / 2
    found = kdaudit.compare(ROWS, PAIR, features=FEATURES, tolerance=between)
    for step in found.refinement:
        assert step.farthest == pytest.approx(by_hand[step.capacity], abs=1e-14)
        assert len(step.within) == 1 + (step.farthest > between)
    assert found.matters_from == 4
    assert kdaudit.compare(ROWS, PAIR, features=FEATURES, tolerance=1.0).matters_from is None


def test_softmax_students_and_files(tmp_path):
    np.save(tmp_path / "rows.npy", ROWS.astype(np.float32))
    np.savez(tmp_path / "features.npz", phi=FEATURES)
    found = kdaudit.compare(tmp_path / "rows.npy", PAIR, features=tmp_path / "features.npz", loss="kl")
    assert found.loss == "kl"
    assert found.classes == (("power@2",), ("mixing@2",))
    alone = kdaudit.compare(ROWS, PAIR, features=FEATURES, loss="kl")
    np.testing.assert_allclose(found.students, alone.students, atol=1e-6, rtol=0)  # rows in single precision
    same = kdaudit.compare(ROWS, ["mixing@2", "tsallis:2@2"], capacity=3, loss="kl")
    assert same.classes == (("mixing@2", "tsallis:2@2"),), "sparsemax of p/T is mixing from T = 1 on"


def test_features_that_are_made():
    principal = kdaudit.compare(ROWS, PAIR)
    assert (principal.features, principal.rank) == ("3 principal features", 3)
    random = kdaudit.compare(ROWS, PAIR, kind="random", capacity=12, seed=1)
    assert (random.features, random.rank) == ("12 random features", 12)
    again = kdaudit.compare(ROWS, PAIR, kind="random", capacity=12, seed=1)
    np.testing.assert_array_equal(random.students, again.students)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"features": np.ones((31, 2))}, "features: have 31 rows, and the teacher 30"),
        ({"features": np.zeros((30, 2))}, "features: have rank zero: every entry is 0"),
        ({"features": np.full((30, 1), np.nan)}, "features: row 0 has nan in column 0"),
        ({"features": "no.npy"}, "features: cannot read no.npy: No such file or directory"),
        ({"features": FEATURES, "capacity": 2}, "--features and --capacity: give one of them"),
        ({"capacity": 0}, "capacity: 0 is not a whole number from 1 on"),
        ({"capacity": 9}, "capacity: 9 is not from 1 to 3, as many principal features as these rows have"),
        ({"operators": ["power@2", "powre@2"]}, "operator: no 'powre' is registered; did you mean 'power'?"),
        ({"operators": ["power@2", "mixing@0.5"]}, "mixing: T = 0.5 lies outside [1, ∞)"),
        ({"operators": ["power@2", "mixing"]}, "operator: 'mixing' is not NAME@T, as in power@2"),
        ({"operators": ["power@2", "mixing@two"]}, "operator: 'mixing@two' is not NAME@T"),
        ({"operators": ["power@2"]}, "operators: name two at least, as in --operator power@2 --operator mixing@2"),
        ({"operators": ["power@2", "power@2.0"]}, "operators: power@2 is named twice"),
        ({"loss": "hinge"}, "loss: 'hinge' is neither squared nor kl"),
        ({"kind": "learned"}, "kind: 'learned' is neither principal nor random"),
        ({"tolerance": -1.0}, "tolerance: -1.0 is not a distance from 0 on"),
        ({"teacher": "digit"}, "teacher: there is no 'digit'; there are digits, langid"),
        ({"teacher": np.array([[0.5, 0.6], [0.5, 0.5]])}, "teacher: row 0 sums to 1.1, not 1"),
        (
            {"teacher": np.array([0.5, 0.5])},
            "teacher: expected rows of probabilities, (examples, classes), got shape (2,)",
        ),
        ({"teacher": np.array([[0.5, 0.5], [np.nan, 1]])}, "teacher: row 1 has entry nan at class 0"),
        ({"plot": "x.gif"}, "--plot: 'x.gif' does not end in .pdf, .png, .svg"),
        (
            {"teacher": np.eye(3)[[0, 1, 2]] * 0.9 + 0.1 / 3, "operators": ["power@2", "top_k:1@2"], "loss": "kl"},
            "top_k:1@2: its targets have zeros that the features separate, so that no softmax student minimises KL",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_mistakes_are_one_line(options, says):
    assert mistake(**options).startswith(says)


def test_operators_of_ones_own_are_called_in_a_sandbox(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("def leaves(p, T):\n    raise SystemExit(3)\n\n\ndef halves(p, T):\n    return p / 2\n")
    assert "raised SystemExit (3)" in mistake(operators=["power@2", f"{file}:leaves@2"])
    assert "what it returned: row 0 sums to 0.5, not 1" in mistake(operators=["power@2", f"{file}:halves@2"])


def test_the_command(audited, tmp_path):
    np.save(tmp_path / "rows.npy", ROWS)
    arguments = ["compare", "--teacher", str(tmp_path / "rows.npy"), "--operator", "power@2", "--operator", "mixing@2"]
    picture = tmp_path / "classes.svg"
    finished = audited(*arguments, "--plot", str(picture))
    assert (finished.returncode, finished.stderr) == (0, "")
    assert "30 examples, 3 classes; linear students, squared loss, 3 principal features" in finished.stdout
    assert "the choice of operator moves a student by more than 0.01" in finished.stdout
    assert picture.stat().st_size > 5000
    found = json.loads(audited(*arguments, "--json", "-").stdout)
    assert found["classes"] == [["power@2"], ["mixing@2"]]
    assert found["pairs"][0]["students"] == found["refinement"][-1]["farthest"]
    refused = audited(*arguments[:3], "--operator", "power@2")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "kdaudit: operators: name two at least, as in --operator power@2 --operator mixing@2\n"
