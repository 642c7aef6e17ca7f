"""The machine for claims. What runs is compiled from its text, from here on."""

import proofs_checks.machine.places  # noqa: F401 - first, before any module that computes
