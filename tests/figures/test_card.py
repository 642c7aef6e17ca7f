"""An operator's card: its data by hand, and the same bytes every time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import kdaudit
from figures.card import data, draw
from figures.drawing import write
from numerics.registry import operator
from numerics.simplex import entropy

ROWS = np.array([[0.5, 0.3, 0.2], [0.7, 0.2, 0.1]])


def card(F, **witnesses):
    return data(F, "name", (0.5, 8.0), ROWS, "rows", witnesses)


def test_what_is_drawn():
    F = operator("power")
    found = card(F)
    T = found.temperatures
    assert (T[0], T[-1]) == (0.5, pytest.approx(8.0, rel=1e-14))
    # a few ulp: operators round one temperature and many in another order
    # a sum of logs, in another order
    np.testing.assert_allclose(found.entropies[:, 60], entropy(F(ROWS, T[60])), rtol=1e-14)
    # powers of rounded entries
    np.testing.assert_allclose(found.paths[0, 7], F([16 / 21, 4 / 21, 1 / 21], T[7]), rtol=1e-14)
    q = F(ROWS, T[30])
    # a difference of near entries
    np.testing.assert_allclose(found.margins["ranking"][30], np.diff(q).max(), rtol=1e-13)
    fall = (entropy(F(ROWS, T[4])) - entropy(F(ROWS, T[5]))).max()
    np.testing.assert_allclose(found.margins["entropy"][5], fall, rtol=0, atol=2e-15)  # a few ulp of entropies near 1
    assert np.abs(found.margins["simplex"]).max() < 1e-15
    assert found.margins["ranking"].max() < 0


def test_violations_lie_above_zero():
    found = card(lambda p, T: p[..., ::-1] if T > 2 else p, ranking=(3.0, 0.4))
    above = found.temperatures > 2
    assert (found.margins["ranking"][above] > 0.05).all()
    assert (found.margins["ranking"][~above] < 0).all()
    labels = [line.get_label() for line in draw(found).axes[2].lines]
    assert "ranking: witness, T = 3" in labels


def test_the_same_bytes(tmp_path):
    for name in ("a.png", "b.png", "a.svg", "b.svg", "a.pdf", "b.pdf"):
        write(draw, card(operator("power")), tmp_path / name)
    for kind in ("png", "svg", "pdf"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


@pytest.mark.parametrize(
    ("options", "rows", "classes"),
    [
        ({"classes": (2, 3)}, "laws drawn, V = 3", 3),
        ({"classes": (2, 10)}, "mine", 10),
        ({}, "mine", 10),
    ],
)
def test_entropies_are_of_laws_of_as_many_classes_as_were_asked_for(monkeypatch, tmp_path, options, rows, classes):
    drawn = []
    monkeypatch.setattr("kdaudit.operator_audit.audit.write", lambda draw, card, path: drawn.append(card))
    monkeypatch.setattr("kdaudit.operator_audit.audit.CLASSES", (2, 5))  # fewer than usual, where none are asked for
    mine = {"mine": np.random.default_rng(0).dirichlet(np.ones(10), 20)}
    kdaudit.audit_operator("power", temperatures=(0.5, 50.0), teachers=mine, card=tmp_path / "card.svg", **options)
    (card,) = drawn
    assert card.rows == rows
    assert round(np.exp(card.entropies.max())) == classes  # where it is hot every row is near the uniform law


def test_dollars_in_names_are_drawn_as_they_are(tmp_path):
    """Two of them would begin and end mathematics, and bad mathematics is not drawn at all."""
    name = r"p$\frac{$:map"
    write(draw, replace(card(operator("power")), operator=name, rows=name), tmp_path / "card.svg")
    drawn = draw(replace(card(operator("power")), operator=name, rows=name))
    assert drawn.get_suptitle() == name.replace("$", r"\$")
