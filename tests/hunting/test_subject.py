"""What is no map is told so, with the row and both outputs."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from numerics.hunting.subject import Subject
from numerics.simplex import InputError

ROWS = np.array([[[0.5, 0.3, 0.2], [0.6, 0.3, 0.1]], [[0.4, 0.35, 0.25], [0.7, 0.2, 0.1]]])


def changing():
    """The last row is another from the third call on."""
    calls = []

    def function(p, T):
        calls.append(T)
        q = p.copy()
        if len(calls) > 2:
            q.reshape(-1, p.shape[-1])[-1] = (0.5, 0.25, 0.25)
        return q

    return Subject(function, "changing")


@pytest.mark.parametrize("rows", [ROWS, ROWS.reshape(4, 3)], ids=["three dimensions", "two"])
def test_a_call_that_is_made_again_is_compared_row_by_row(rows):
    subject = changing()
    subject(rows, 2.0)
    subject(rows, 3.0)
    says = r"row 3 became \[0.7, 0.2, 0.1\], and \[0.5, 0.25, 0.25\]; it is no map"
    with pytest.raises(InputError, match=says):
        subject.again()


def test_calls_that_are_made_again_do_not_count_and_a_map_passes():
    subject = Subject(lambda p, T: np.sqrt(p) / np.sqrt(p).sum(axis=-1, keepdims=True), "power")
    for T in (2.0, 3.0, 2.0):
        subject(ROWS, T)
    subject.again()
    assert subject.calls == 3


def test_what_is_returned_is_a_copy():
    buffer = np.empty_like(ROWS)

    def again(p, T):
        buffer[...] = p + T
        return buffer

    subject = Subject(again, "again")
    first = subject(ROWS, 1.0)
    subject(ROWS, 2.0)
    np.testing.assert_array_equal(first, ROWS + 1.0)


def test_what_a_map_sets_ends_with_its_call():
    """Of errors and warnings, also where many temperatures are asked for."""

    def strict(p, T):
        logs = np.log(p) / T
        q = np.exp(logs - logs.max(axis=-1, keepdims=True))
        warnings.warn("what a map says", stacklevel=1)
        np.seterr(all="raise")
        warnings.simplefilter("error")
        return q / q.sum(axis=-1, keepdims=True)

    found = Subject(strict, "strict").over(np.array([[0.9, 0.1], [0.5, 0.5]]), np.array([1.0, 0.001, 0.002]))
    assert np.isfinite(found).all()
