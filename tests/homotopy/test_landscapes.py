"""Slopes of the landscapes that paths are followed in."""

from fractions import Fraction

from numerics.homotopy import ridge


def test_a_ridge_rises_in_its_tube_and_falls_beyond_at_the_largest_curvature():
    mu, L, r = Fraction(1, 10), Fraction(1), Fraction(8, 5)
    slope = ridge(mu, L, r)
    assert [slope(u) for u in (Fraction(0), Fraction(1), r)] == [0, Fraction(1, 10), Fraction(4, 25)]
    assert slope(r + Fraction(1, 10)) == Fraction(4, 25) - Fraction(1, 10)
    assert slope(r + 2 * mu * r) == -mu * r == slope(Fraction(100))
    assert all(slope(-u) == -slope(u) for u in (Fraction(1, 3), r, Fraction(7, 4), Fraction(50)))
