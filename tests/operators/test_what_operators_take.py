"""What operators take and give back: shapes, types, and what is refused in which words."""

from __future__ import annotations

import numpy as np
import pytest

from numerics.chance import stream
from numerics.laws import adversarial
from numerics.registry import operator, operators
from numerics.simplex import InputError

OPERATORS = list(operators().values())
every_operator = pytest.mark.parametrize("F", OPERATORS, ids=lambda F: F.name)


@every_operator
def test_shapes(F):
    p = adversarial(stream(0, "shapes"), 12, 5, faces=True).reshape(3, 4, 5)
    assert F(p, 2.0).shape == (3, 4, 5)
    np.testing.assert_array_equal(F(p, 2.0)[1, 2], F(p[1, 2], 2.0))
    temperatures = np.array([1.0, 2.0, 3.0, 4.0])
    rows = F(p, temperatures)
    for column, t in enumerate(temperatures):
        np.testing.assert_array_equal(rows[:, column], F(p[:, column], t))
    grid = F(p[0, 0], temperatures)
    assert grid.shape == (4, 5)
    np.testing.assert_array_equal(grid[3], F(p[0, 0], 4.0))
    assert F(np.empty((0, 5)), 2.0).shape == (0, 5)


@every_operator
def test_the_input_is_left_alone(F):
    p = np.array([0.5, 0.3, 0.2])
    kept = p.copy()
    assert F(p, 1.0) is not p
    np.testing.assert_array_equal(p, kept)


def test_single_precision_comes_out_double():
    p = np.full(1000, 1e-3, dtype=np.float32)
    assert operator("power")(p, 2.0).dtype == np.float64


@pytest.mark.parametrize(
    ("p", "message"),
    [
        ([0.5, 0.6], "p: sums to 1.1, not 1"),
        ([[0.5, 0.5], [0.5, 0.5 + 1e-6]], "p: row 1 sums to 1.000001, not 1"),
        ([[[0.5, 0.5]], [[0.2, 0.2]]], "p: row (1, 0) sums to 0.4, not 1"),
        ([1.2, -0.2], "p: has entry -0.2 at class 1, which is negative"),
        ([[0.5, 0.5], [float("nan"), 1.0]], "p: row 1 has entry nan at class 0, which is not finite"),
        ([float("inf"), -float("inf")], "p: has entry inf at class 0, which is not finite"),
        ([1.0], "p: expected shape (..., V) with V >= 2 classes, got shape (1,)"),
        (0.5, "p: expected shape (..., V) with V >= 2 classes, got shape ()"),
        ([[0.5, 0.5], [1.0]], "p: the rows differ in length"),
        (["a", "b"], "p: expected real numbers, got dtype <U1"),
        ([0.5 + 0j, 0.5 + 0j], "p: expected real numbers, got dtype complex128"),
    ],
)
def test_a_row_that_is_no_distribution_is_named(p, message):
    with pytest.raises(InputError) as error:
        operator("power")(p, 2.0)
    assert str(error.value) == message


@pytest.mark.parametrize(("slack", "dtype"), [(5e-6, np.float32), (5e-10, np.float64)])
def test_rounding_of_the_dtype_is_allowed_and_no_more(slack, dtype):
    power = operator("power")
    power(np.array([0.5, 0.5 + slack], dtype=dtype), 2.0)
    with pytest.raises(InputError, match="sums to"):
        power(np.array([0.5, 0.5 + 4 * slack], dtype=dtype), 2.0)


@pytest.mark.parametrize(
    ("name", "T", "message"),
    [
        ("power", 0, "power: T = 0 lies outside (0, ∞)"),
        ("power", -1.5, "power: T = -1.5 lies outside (0, ∞)"),
        ("power", float("inf"), "power: T = inf lies outside (0, ∞)"),
        ("power", float("nan"), "power: T = nan lies outside (0, ∞)"),
        ("mixing", 0.5, "mixing: T = 0.5 lies outside [1, ∞)"),
        ("mixing", [2.0, 0.5], "mixing: T = 0.5 lies outside [1, ∞)"),
        ("power", None, "power: T is not a number: None"),
        ("power", True, "power: T is not a number: True"),
        ("power", "hot", "power: T is not a number: 'hot'"),
        ("power", [1.0, 2.0], "power: p has rows (3,), T has shape (2,); they do not broadcast together"),
    ],
)
def test_a_temperature_outside_the_domain_is_named(name, T, message):
    with pytest.raises(InputError) as error:
        operator(name)(np.full((3, 2), 0.5), T)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("tsallis", "operator: tsallis needs its alpha, as in tsallis:0"),
        ("tsallis:hot", "tsallis: alpha = 'hot' is not a number"),
        ("tsallis:inf", "tsallis: alpha = inf is not finite"),
        ("tsallis:11", "tsallis: alpha = 11 lies outside [-10, 10]"),
        ("additive:0", "additive: epsilon = 0 is not positive"),
        ("smoothing:1", "smoothing: epsilon = 1 lies outside (0, 1)"),
        ("top_k:1.5", "top_k: k = 1.5 is not a positive integer"),
        ("top_p:0", "top_p: share = 0 lies outside (0, 1)"),
        ("min_p:2", "min_p: share = 2 lies outside (0, 1)"),
    ],
)
def test_a_parameter_that_is_none_is_named(name, message):
    with pytest.raises(InputError) as error:
        operator(name)
    assert str(error.value) == message


def test_an_unknown_operator():
    with pytest.raises(
        InputError,
        match=r"operator: no 'boltzmann' is registered; there are adaptive, .*power, .*tsallis:1\.5, .*top_k:2",
    ):
        operator("boltzmann")


def test_a_name_says_the_parameter():
    for name in ("tsallis:1.0000001", "tsallis:2", "additive:0.000001", "smoothing:0.123456789", "top_k:3"):
        assert operator(name).name == name
        assert operator(operator(name).name).name == name
