"""The compiled pass says what NumPy's passes say, whatever the rows."""

import numpy as np
import pytest

from numerics import compiled
from numerics.decomposition import Units, squared

pytest.importorskip("numba")
ULPS = 64 * np.finfo(np.float64).eps  # sums of at most 200 terms of size at most 1, in another order


def predictions(rows, examples, classes, dtype):
    rng = np.random.default_rng(7)
    p = rng.dirichlet(np.full(classes, 0.3), (rows, examples))
    p[0, 2] = np.eye(classes)[classes // 2]
    p[0, 3] = 1 / classes  # ties everywhere: the first class counts
    q = rng.dirichlet(np.ones(classes), examples)
    return p.astype(dtype), q


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(1, 9, 2), (2, 9, 5), (7, 12, 200)])
def test_it_agrees_with_numpy(dtype, shape):
    p, q = predictions(*shape, dtype)
    start = 2
    found = compiled.look(p, start, q[start:])
    block = p[:, start:].astype(np.float64)
    terms = squared(block, q[start:], Units.named(range(len(p))))
    for name in ("losses", "plug_in", "left_out"):
        np.testing.assert_allclose(getattr(found.terms, name), getattr(terms, name), rtol=0, atol=ULPS)
    np.testing.assert_allclose(found.total, block.sum(axis=-1), rtol=0, atol=ULPS)
    np.testing.assert_array_equal(found.low, block.min(axis=-1))
    np.testing.assert_array_equal(found.top, block.max(axis=-1))
    np.testing.assert_array_equal(found.place, block.argmax(axis=-1))


@pytest.mark.parametrize("value", [np.nan, np.inf, -0.5])
def test_what_is_no_probability_shows(value):
    p, q = predictions(2, 4, 6, np.float64)
    p[1, 2, 3] = value
    found = compiled.look(p, 0, q)
    with np.errstate(invalid="ignore"):
        shown = ~((found.low >= 0) & (np.abs(found.total - 1) < 1))
    assert shown[1, 2]
    assert shown.sum() == 1


def test_it_is_used_for_much_alone(monkeypatch):
    p, _ = predictions(2, 4, 6, np.float32)
    assert not compiled.pays(p, p)
    monkeypatch.setattr(compiled, "COMPILING", p.size + 1)
    assert compiled.pays(p, p)
    assert not compiled.pays(p)
    assert not compiled.pays(p, p.astype(np.float16))
    assert not compiled.pays(p, p.astype(">f4"))
    assert not compiled.pays(p, np.asfortranarray(p))
    monkeypatch.setattr(compiled, "find_spec", lambda name: None)
    assert not compiled.pays(p, p)
