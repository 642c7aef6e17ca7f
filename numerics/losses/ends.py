"""Is a loss continuous where a parameter of it reaches an end?"""

from __future__ import annotations

import numpy as np

from numerics.losses.calls import RefusedError
from numerics.losses.findings import Finding, not_asked, refuted, supported, witness
from numerics.losses.subject import Subject, pairs

NEAR, NEARER = 1e-4, 1e-6
JUMP = 0.02  # of a usual value


def continuous(subject: Subject, parameters: dict[str, float], V: int, seed: int) -> Finding:
    """Does it jump as a parameter between 0 and 1 reaches 0 or 1?"""
    if not parameters:
        return not_asked("it has no parameter between 0 and 1")
    looked = []
    for name in parameters:
        for end, inward in ((0.0, 1.0), (1.0, -1.0)):
            jumps = []
            for z, v in zip(*pairs((6,), V, seed), strict=True):
                try:
                    at, nearer, near = (
                        subject.value(z, v, arguments={name: x})
                        for x in (end, end + inward * NEARER, end + inward * NEAR)
                    )
                except RefusedError:
                    break
                if not np.isfinite([at, nearer, near]).all():
                    break
                jumps.append((abs(at - nearer) - 10 * abs(nearer - near), z, v, at, nearer))
            if not jumps:
                continue
            looked.append(f"{name} = {end:g}")
            gap, z, v, at, nearer = max(jumps, key=lambda jump: jump[0])
            if gap > JUMP * subject.scale:
                says = f"at {name} = {end:g} the loss is {at:.6g}, and {nearer:.6g} at {end + inward * NEARER!r}"
                shown = witness(subject, z, v, at, says, arguments={name: end})
                return refuted(f"{name} next to 0 and 1", shown)
    return supported(f"next to {', '.join(looked)}") if looked else not_asked("it takes no parameter at its ends")
