"""Power beside what it cannot do without, in one run: `make bench` prints the table and the ratios."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from scipy.special import softmax

from numerics.operators.power import power

ROWS, CLASSES, T = 10_000, 1_000, 2.5
FASTEST: dict[str, float] = {}  # seconds of the fastest round


@pytest.fixture(scope="module")
def p():
    weights = np.random.Generator(np.random.PCG64(0)).standard_gamma(0.3, (ROWS, CLASSES)) + 1e-12
    return weights / weights.sum(axis=-1, keepdims=True)


def floor(p):
    """Log, multiply, exp, sum with division, one output allocated: what any power in log space must do."""
    q = np.log(p)
    q *= 1 / T
    np.exp(q, out=q)
    q /= q.sum(axis=-1, keepdims=True)
    return q


def formula(p):
    return power.formula(p, np.array([T]))


def raised(p):
    q = p ** (1 / T)
    return q / q.sum(axis=-1, keepdims=True)


def scipys(p):
    return softmax(np.log(p) / T, axis=-1)


def validated(p):
    """With every row checked to be a law."""
    return power(p, T)


def torchs(p):
    """One thread, as NumPy's."""
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    return torch.softmax(torch.log(torch.from_numpy(p)) / T, -1)


@pytest.mark.parametrize("run", [floor, formula, validated, raised, scipys, torchs], ids=lambda f: f.__name__)
def test_power(benchmark, p, run):
    benchmark.pedantic(run, (p,), rounds=9, warmup_rounds=1)
    FASTEST[run.__name__] = benchmark.stats.stats.min
    assert run(p).shape == p.shape
    print(f"\n{run.__name__}: {FASTEST[run.__name__] / FASTEST['floor']:.2f} times the four operations")  # noqa: T201


def test_the_cost_is_about_that_of_the_floor():
    if "validated" not in FASTEST:
        pytest.skip("timed by make bench")
    assert FASTEST["formula"] <= 1.15 * FASTEST["floor"]  # 0.88 to 1.07 seen
    assert FASTEST["validated"] <= 1.25 * FASTEST["floor"]  # 0.95 to 1.12


def test_torch_takes_longer():
    if "torchs" not in FASTEST:
        pytest.skip("timed by make bench, where torch is installed")
    assert FASTEST["formula"] <= 0.8 * FASTEST["torchs"]  # 0.5 to 0.6 seen


def test_extra_memory_is_one_output(p):
    tracemalloc.start()
    formula(p)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"\npeak extra memory: {peak / p.nbytes:.3f} outputs")  # noqa: T201
    assert peak <= 1.1 * p.nbytes
