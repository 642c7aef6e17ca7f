"""The data of the figures on equivalence are what their titles say."""

from __future__ import annotations

import numpy as np
import pytest

from figures import equivalence_distances, equivalence_splitting, equivalence_twins, sorting
from figures.equivalence_splitting import EXAMPLES, UNSEEN


def test_twins_split_off_where_the_features_they_do_not_know_come_in():
    data = equivalence_splitting.data()
    assert data.capacity.tolist() == list(range(1, EXAMPLES + 1))
    for d in UNSEEN:
        distance = data.distance[f"twin for d = {d}"]
        assert (distance[:d] < data.rounding[:d]).all()
        assert (distance[d:] > 1e-5).all()
        assert distance[-1] == pytest.approx(data.target[f"twin for d = {d}"], rel=1e-9)  # full capacity
    for name in ("mixing", "Tsallis 1.5"):
        assert (data.distance[name] > 0.01).all()
        assert (np.diff(data.distance[name]) > -1e-12).all()  # nested features see ever more
    splits = [sum(c > d for d in UNSEEN) for c in data.capacity]
    np.testing.assert_array_equal(data.classes, 3 + np.array(splits))


def test_what_students_keep_and_what_they_lose_add_up():
    data = equivalence_distances.data()
    assert len(data.targets) == 33 * 32 / 2
    last = np.zeros_like(data.targets)
    for d in equivalence_distances.CAPACITIES:
        np.testing.assert_allclose(data.students[d] ** 2 + data.lost[d] ** 2, data.targets**2, atol=1e-12, rtol=0)
        assert (data.students[d] >= last - 1e-12).all()
        last = data.students[d]


def test_targets_differ_and_students_do_not():
    data = equivalence_twins.data()
    (own, other), (student, its) = data.targets, data.students
    assert np.abs(own - other).max() > 0.02
    np.testing.assert_allclose(own[-1], other[-1], atol=1e-15, rtol=0)  # T = 1
    np.testing.assert_allclose(student, its, atol=1e-11, rtol=0)
    assert np.abs(student - own).max() > 0.01, "the student is no copy of its targets"
    for path in (own, other):
        assert (np.diff(path, axis=0) > 0).all(), "class 1 gains as it cools"
        assert (path > 0.5).all()


def test_the_picture_of_classes_shows_its_numbers():
    distances = np.array([[0, 0.25], [0.25, 0]])
    data = sorting.Sorted(("a@2", "b@2"), distances, 2 * distances, {1: (1, 1, 1e-16), 4: (2, 1, 0.25)}, 0.1)
    pairs, counts, distance = sorting.draw(data).axes
    assert [t.get_text() for t in pairs.texts] == ["2.5e-01", "2.5e-01"]
    assert [line.get_ydata().tolist() for line in counts.lines] == [[1, 2], [1, 1]]
    assert distance.lines[0].get_ydata().tolist() == [1e-16, 0.25]
    assert [line.get_ydata()[0] for line in distance.lines[1:]] == [0.5, 0.1]
