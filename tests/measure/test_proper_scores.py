"""Accuracy, log loss and Brier score beside the risk, against scikit-learn and against sums over every label."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss

import kdaudit
from kdaudit.predictions import streaming

RNG = np.random.default_rng(11)
ROWS = RNG.dirichlet(np.full(4, 0.7), (3, 50))
OTHER = RNG.dirichlet(np.full(4, 0.7), (2, 50))
LABELS = RNG.integers(0, 4, 50)
LAW = RNG.dirichlet(np.full(4, 0.3), 50)
LAW[::5, 0] = 0.0
LAW /= LAW.sum(axis=-1, keepdims=True)


def by_hand(rows, labels):
    """Means over rows, of scikit-learn's scores and of squared distances from one-hot labels."""
    every = range(rows.shape[-1])
    brier = [((p - np.eye(len(every))[labels]) ** 2).sum(axis=-1).mean() for p in rows]
    accuracy = [accuracy_score(labels, p.argmax(axis=-1)) for p in rows]
    return np.mean(accuracy), np.mean([log_loss(labels, p, labels=every) for p in rows]), np.mean(brier)


def scores(side):
    return side.accuracy, side.log_loss, side.brier


@pytest.mark.parametrize("loss", ["squared", "kl"])
@pytest.mark.parametrize("compiled", [True, False])
def test_scores_on_labels_are_scikit_learn_s_and_distances_from_one_hot_labels(loss, compiled, monkeypatch):
    if compiled:
        pytest.importorskip("numba")
    monkeypatch.setattr(streaming, "pays", lambda *rows: compiled)
    found = kdaudit.measure(ROWS, OTHER, labels=LABELS, loss=loss)
    for side, rows in ((found.teacher, ROWS), (found.student, OTHER)):
        assert scores(side) == pytest.approx(by_hand(rows, LABELS), rel=1e-13)
    assert found.teacher.brier == pytest.approx(found.teacher.risk, rel=1e-13) or loss == "kl"


@pytest.mark.parametrize("compiled", [True, False])
def test_scores_on_a_law_are_means_over_its_labels(compiled, monkeypatch):
    if compiled:
        pytest.importorskip("numba")
    monkeypatch.setattr(streaming, "pays", lambda *rows: compiled)
    found = kdaudit.measure(ROWS, OTHER, target=LAW)
    one_label = np.stack([[by_hand(ROWS[:, [i]], np.array([y])) for y in range(4)] for i in range(50)])
    assert scores(found.teacher) == pytest.approx(np.einsum("iys,iy->s", one_label, LAW) / 50, rel=1e-13)


def test_scores_are_of_predictions_as_they_are_whatever_is_softened():
    plain = kdaudit.measure(ROWS, OTHER, target=LAW)
    for soften in ("target", "both"):
        found = kdaudit.measure(ROWS, OTHER, target=LAW, operator="power", temperature=3.0, soften=soften)
        assert scores(found.student) == scores(plain.student)
        assert found.student.risk != plain.student.risk


@pytest.mark.parametrize("compiled", [True, False])
def test_no_probability_for_a_label_costs_an_infinite_log_loss(compiled, monkeypatch):
    if compiled:
        pytest.importorskip("numba")
    monkeypatch.setattr(streaming, "pays", lambda *rows: compiled)
    rows = ROWS.copy()
    rows[1, 7] = np.eye(4)[(LABELS[7] + 1) % 4]
    found = kdaudit.measure(rows, OTHER, labels=LABELS)
    assert found.teacher.log_loss == np.inf
    assert np.isfinite(found.teacher.brier)
    assert "log loss inf nats" in found.text()
    assert [note for note in found.notes if "infinite" in note] == [
        "teacher: its log loss is infinite, since it gives a class of the target probability zero"
    ]
    assert found.document()["teacher"]["log_loss"] is None
    assert json.loads(found.to_json())["student"]["log_loss"] == found.student.log_loss
    law = np.eye(4)[LABELS] * 0.5 + np.eye(4)[(LABELS + 2) % 4] * 0.5  # zero where the row is not
    rows[1, 7] = np.eye(4)[LABELS[7]] * 0.25 + np.eye(4)[(LABELS[7] + 2) % 4] * 0.75
    assert np.isfinite(kdaudit.measure(rows, OTHER, target=law).teacher.log_loss)


def test_log_loss_of_logits_needs_no_probability_that_underflows():
    z = np.tile([0.0, 900.0, 0.0, 1.0], (2, 50, 1))
    found = kdaudit.measure(z, z, labels=np.zeros(50, int), logits=True, loss="kl")
    assert found.teacher.log_loss == pytest.approx(900.0, rel=1e-13)
    assert found.teacher.risk == pytest.approx(900.0, rel=1e-13)
    law = np.tile([0.5, 0.0, 0.5, 0.0], (50, 1))
    masked = np.where(np.arange(4) == 1, -np.inf, z - z)
    given = kdaudit.measure(masked, z, target=law, logits=True)
    assert given.teacher.log_loss == pytest.approx(np.log(3), rel=1e-13)
    assert given.student.log_loss == pytest.approx(900.0, rel=1e-13)
