"""Losses written by somebody who had not seen the code."""

from __future__ import annotations

from tests.losses import held_out_places, held_out_values
from tests.losses.held_out_right import RIGHT

HELD_OUT = (*held_out_values.WRONG, *held_out_places.WRONG, *RIGHT)
