"""The machine for claims. What runs is compiled from its text, from here on."""

import os

import proofs_checks.machine.places  # noqa: F401 - first, before any module that computes

os.environ.setdefault("SYMPY_CACHE_SIZE", "50000")  # in place of 1,000: a leg and its controls ask SymPy much the same
