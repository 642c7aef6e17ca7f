"""The figure's data are right, and its files are the same bytes every time."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

import kdaudit
from figures import operators_entropy
from figures.drawing import names
from numerics.registry import operators
from numerics.simplex import entropy
from numerics.teachers.digits import digits


@pytest.fixture(scope="module")
def data():
    return operators_entropy.data()


def test_every_operator_over_its_domain(data):
    assert set(data.curves) == set(operators_entropy.FAMILIES)
    assert (data.teacher, data.classes, data.rows) == ("digits", 10, 898)
    for name, (T, spread) in data.curves.items():
        assert spread.shape == (3, len(T))
        assert T[-1] == 100
        assert T[0] == pytest.approx(max(0.1, operators()[name].coldest), rel=1e-14)


def test_quantiles_are_those_of_the_rows(data):
    rows = digits().probabilities
    T, spread = data.curves["power"]
    at = int(np.argmin(np.abs(T - 2)))
    q = rows ** (1 / T[at])
    H = entropy(q / q.sum(axis=-1, keepdims=True))
    np.testing.assert_allclose(spread[:, at], np.quantile(H, [0.1, 0.5, 0.9]), rtol=1e-14)  # powers against logs


def test_curves_rise_to_log_v_and_meet_at_one(data):
    for name, (T, spread) in data.curves.items():
        assert (np.diff(spread, axis=-1) >= -1e-12).all()
        assert (np.diff(spread, axis=0) >= 0).all()
        if name != "tsallis:0":  # Burg lifts an entry by the factor T at most: confident rows take longer
            np.testing.assert_allclose(spread[:, -1], np.log(10), rtol=0.01)
        assert (spread <= np.log(10)).all()
        # the grid holds a T that rounds to 1 and entropies follow it with a slope of about 1
        at_one = int(np.argmin(np.abs(T - 1)))
        np.testing.assert_allclose(
            spread[:, at_one], np.quantile(entropy(digits().probabilities), [0.1, 0.5, 0.9]), rtol=1e-9
        )


def test_the_same_bytes_every_time(tmp_path):
    digests = []
    for run in ("first", "second"):
        paths = kdaudit.figures(["operators_entropy"], out=tmp_path / run)
        assert [path.suffix for path in paths] == [".pdf", ".png", ".svg", ".txt"]
        assert paths[-1].read_text(encoding="utf-8").startswith("Entropy")
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in paths])
    assert digests[0] == digests[1]


def test_what_is_drawn(data):
    axes = operators_entropy.draw(data).axes[0]
    assert {text.get_text() for text in axes.get_legend().get_texts()} == set(operators_entropy.FAMILIES)
    lines = {line.get_label(): line for line in axes.get_lines()}
    for name, (T, spread) in data.curves.items():
        np.testing.assert_array_equal(lines[name].get_xdata(), T)
        np.testing.assert_array_equal(lines[name].get_ydata(), spread[1])
    assert axes.get_xlabel() == "temperature T"
    assert axes.get_ylabel() == "entropy of the softened row, nats"


def test_figures_are_found_where_they_lie():
    assert "operators_entropy" in names()
    assert "drawing" not in names()


def test_the_picture_of_the_readme_is_the_figure(tmp_path):
    """Its words, which the file has as comments, and how much is drawn."""
    (drawn,) = (p for p in kdaudit.figures(["homotopy_basins"], out=tmp_path) if p.suffix == ".svg")
    shown = Path(__file__).parents[2] / "docs" / "basins.svg"
    words, other = (re.findall(r"<!-- .* -->|<use ", path.read_text(encoding="utf-8")) for path in (drawn, shown))
    assert words == other
    assert len(words) > 100
