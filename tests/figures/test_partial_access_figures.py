"""The data of the figures on partial access and privacy are what their titles say."""

from __future__ import annotations

import numpy as np
import pytest

from figures import partial_access_text, partial_access_topk, privacy_epsilon, privacy_price
from numerics.privacy import mixing_temperature


def test_the_band_holds_the_mass_and_closes_at_one():
    pytest.importorskip("wordfreq")
    for bands in partial_access_topk.data().values():
        assert [each.k for each in bands] == [5, 20, 100]
        for each in bands:
            assert (each.low - 1e-9 <= each.mass).all()
            assert (each.mass <= each.high + 1e-9).all()
            one = np.interp(1.0, partial_access_topk.TEMPERATURES, each.high - each.low)
            assert one < 0.02 < (each.high - each.low).max()
            assert (np.diff(each.mass) >= 0).all()


def test_errors_fall_at_the_derived_rates():
    """Through the last point: over the last decade each error is within a fifth of its rate."""
    for each in partial_access_text.data():
        late = partial_access_text.DRAWS > 1000
        assert (np.abs(np.log(each.error / each.rate))[late] < 0.2).all()
        assert (np.diff(each.error) < 0).all()


def test_costs_by_hand():
    costs = privacy_epsilon.data()
    T = 1 + privacy_epsilon.ABOVE_ONE
    assert costs.mixing[10] == pytest.approx(np.log((T + 9) / (T - 1)), rel=1e-14)
    assert costs.power[0.1] == pytest.approx(0.2 / T, rel=1e-14)


def test_prices_rise_in_the_end():
    prices = privacy_price.data()
    for epsilon, error in prices.shared.items():
        assert error[-1] > error[0]
        T = mixing_temperature(10, epsilon)
        assert error[0] == pytest.approx(T**2 * 0.9, rel=1e-12)
    assert (np.diff(prices.fixed) < 0).all()
    assert prices.spent == pytest.approx(privacy_price.DRAWS[-1], rel=1e-14)
