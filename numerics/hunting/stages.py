"""Is a map a softening operator? The hunt for violations of the axioms, on one number of classes at a time.

Stages look where maps tend to fail: dense in the temperature, all over the simplex, among near ties, at thin
entries, along paths, at both ends of the temperature, around the worst that was found. Nothing is read off the map but
its values; what is looked at is a function of the seed and of the domain, and bounded by counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from numerics.chance import stream
from numerics.hunting import jumps
from numerics.hunting.ascent import ascend
from numerics.hunting.domain import Domain
from numerics.hunting.ends import Ends, approach
from numerics.hunting.margins import examine
from numerics.hunting.refining import refine
from numerics.hunting.sampling import WIDE, broad, fewer, mixed, near_ties, some, thin
from numerics.hunting.subject import Subject
from numerics.hunting.worst_cases import WorstCases
from numerics.simplex import Array

FEW, HELD = 10, 2**25  # laws in the densest sweep, and how many numbers it may come to


@dataclass(frozen=True)
class Hunt:
    """One hunt: the map, where it is looked at, and what was found."""

    subject: Subject
    domain: Domain
    V: int
    seed: int
    worst_cases: WorstCases = field(default_factory=WorstCases)
    ends: list[Ends] = field(default_factory=list)

    @cached_property
    def sweep(self) -> tuple[Array, Array, Array]:
        """A few laws of every kind, shape (n, V), at the temperatures of this number of classes, (m,): (m, n, V)."""
        laws = self.domain.inside_it(mixed(self.rng("temperatures"), self.V, FEW, self.domain))
        temperatures = self.domain.dense_temperatures(self.V, HELD // laws.size)
        return laws, temperatures, self.subject.over(laws, temperatures)

    def rng(self, stage: str) -> np.random.Generator:
        """The chance of one stage."""
        return stream(self.seed, "hunt", stage, self.V)

    def examine(self, p: Array, temperatures: Array) -> None:
        """Look at laws, raised to the floor, at temperatures."""
        examine(self.worst_cases, self.subject, self.domain.inside_it(p), temperatures, self.domain.strict_from)


def over_temperatures(hunt: Hunt) -> None:
    """A few laws of every kind, at temperatures that with those of other numbers of classes miss no narrow window."""
    laws, temperatures, values = hunt.sweep
    examine(hunt.worst_cases, hunt.subject, laws, temperatures, hunt.domain.strict_from, values)


def where_margins_bend(hunt: Hunt) -> None:
    """The same laws, far more densely in those cells of the temperature in which a margin changes its slope."""
    refine(hunt.worst_cases, hunt.subject, *hunt.sweep, hunt.domain.strict_from)


def over_laws(hunt: Hunt) -> None:
    """Thousands of laws from all over the simplex at some thirty temperatures."""
    count = fewer(4000 if hunt.V <= 20 else 400, hunt.V)
    rng = hunt.rng("laws")
    laws = broad(rng, hunt.V, count)
    hunt.examine(laws if hunt.V <= WIDE else some(rng, laws, 2 * count), hunt.domain.some_temperatures())


def over_ties(hunt: Hunt) -> None:
    """Laws with two entries nearly tied, at gaps from 1e-13 to 1e-1."""
    hunt.examine(near_ties(hunt.rng("ties"), hunt.V, fewer(400, hunt.V)), hunt.domain.some_temperatures())


def over_thin_laws(hunt: Hunt) -> None:
    """Laws with tiny entries, and with zeros where the domain has them."""
    for zeros in (False, True) if hunt.domain.reaches_zero else (False,):
        hunt.examine(thin(hunt.rng("thin"), hunt.V, fewer(400, hunt.V), zeros=zeros), hunt.domain.some_temperatures())


def around_the_worst(hunt: Hunt) -> None:
    """Local ascent of the margins from the worst starts."""
    rng = hunt.rng("ascent")
    starts = hunt.domain.raised(some(rng, broad(rng, hunt.V, fewer(1000, hunt.V)), fewer(800, hunt.V)), 1e-6)
    ascend(hunt.worst_cases, hunt.subject, rng, starts, hunt.domain)


def along_paths(hunt: Hunt) -> None:
    """Jumps between laws."""
    jumps.along_paths(hunt.worst_cases, hunt.subject, hunt.rng("paths"), hunt.V, hunt.domain)


def from_violations(hunt: Hunt) -> None:
    """Jumps between laws that violate another axiom and such as do not."""
    jumps.from_violations(hunt.worst_cases, hunt.subject, hunt.rng("violations"), hunt.V, hunt.domain)


def along_temperature(hunt: Hunt) -> None:
    """Jumps of the same laws over the temperature."""
    jumps.along_temperature(hunt.worst_cases, hunt.subject, *hunt.sweep)


def at_round_temperatures(hunt: Hunt) -> None:
    """Jumps at single temperatures: 1, and round ones."""
    rng = hunt.rng("round")
    laws = hunt.domain.inside_it(
        some(rng, broad(rng, hunt.V, fewer(2000, hunt.V)), fewer(1500 if hunt.V <= 20 else 200, hunt.V))
    )
    jumps.at_round_temperatures(hunt.worst_cases, hunt.subject, laws, hunt.domain)


def at_both_ends(hunt: Hunt) -> None:
    """Plateaus away from the limits."""
    hunt.ends.append(approach(hunt.worst_cases, hunt.subject, hunt.rng("ends"), hunt.V, hunt.domain))


Stage = Callable[[Hunt], None]
STAGES: Mapping[str, Stage] = {
    stage.__name__: stage
    for stage in (
        over_temperatures,
        where_margins_bend,
        over_laws,
        over_ties,
        over_thin_laws,
        around_the_worst,
        along_paths,
        from_violations,
        along_temperature,
        at_round_temperatures,
        at_both_ends,
    )
}


def hunt(subject: Subject, domain: Domain, V: int, seed: int = 0, stages: Mapping[str, Stage] = STAGES) -> Hunt:
    """Run the stages on V classes."""
    running = Hunt(subject, domain, V, seed)
    for stage in stages.values():
        stage(running)
    return running
