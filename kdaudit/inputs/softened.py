"""An operator at a temperature, registered or of somebody's own, as a map of laws whose mistakes are one line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock

import numpy as np

from kdaudit.inputs.maps import Map, adapted, load, registered
from kdaudit.inputs.sandbox import Watch, in_sandbox
from numerics.simplex import Array, InputError, distributions

TIME_LIMIT = 10.0  # seconds that a first call of an operator may take
Soften = Callable[[Array], Array]


def softening(operator: str | Map, temperature: float) -> Soften:
    """The map of laws; strangers' code is called by one thread at a time. Raises InputError."""
    known = registered(operator) if isinstance(operator, str) else None
    if known:
        known.temperatures(temperature)
        return lambda p: known(exactly(p), temperature)
    if not (np.isfinite(temperature) and temperature > 0):
        raise InputError(f"temperature: {temperature:g} is not a positive number")
    function, lock = adapted(load(operator) if isinstance(operator, str) else operator), Lock()
    name = operator if isinstance(operator, str) else getattr(operator, "__name__", "operator")

    def soften(p: Array) -> Array:
        try:
            with lock:
                found = function(exactly(p), temperature)
        except (Exception, SystemExit) as error:
            said = " ".join(str(error).split())
            raise InputError(f"{name}: raised {type(error).__name__} ({said}) on laws of shape {p.shape}") from error
        q = distributions(found, f"{name}: what it returned")
        if q.shape != p.shape:
            raise InputError(f"{name}: returned shape {q.shape} for {p.shape}")
        return q

    return soften


def exactly(p: Array) -> Array:
    """Checked laws divided by their sums in double precision, which those of a file in single precision miss."""
    return p / p.sum(axis=-1, keepdims=True)


def softened(operator: str | Map, laws: Array, temperature: float, name: str) -> Array:
    """What an operator makes of laws, in a process of its own. Where it crashes or hangs there, nothing is lost."""
    return in_sandbox([partial(_softened, operator, laws, temperature)], name, TIME_LIMIT)[0]


def _softened(operator: str | Map, laws: Array, temperature: float, watch: Watch) -> Array:
    watch(laws.shape[-1], temperature)
    return softening(operator, temperature)(laws)
