"""Randomness by name: a generator is a function of the root seed and of what it is for, never of when."""

from __future__ import annotations

from hashlib import sha256

import numpy as np


def stream(seed: int, *key: str | int) -> np.random.Generator:
    """The generator for (root seed, claim, cell, chunk, …); distinct keys give independent streams."""
    words = tuple(int.from_bytes(sha256(repr(part).encode()).digest()[:8], "big") for part in key)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=words)))
