"""Writes `draws.jsonl`: words drawn from two made-up laws on twelve words.

python examples/draws.py
"""

import json
from pathlib import Path

import numpy as np

WORDS = ["north", "south", "east", "west", "up", "down", "left", "right", "near", "far", "in", "out"]
CONTEXTS = {"where does the wind come from?": (120, 1.0), "where did the cat go?": (40, 2.0)}


def main() -> None:
    """Write the file beside this one."""
    rng, lines = np.random.Generator(np.random.PCG64(4)), []
    for context, (draws, exponent) in CONTEXTS.items():
        p = np.arange(1, len(WORDS) + 1.0) ** -exponent
        drawn = rng.choice(len(WORDS), size=draws, p=p / p.sum())
        lines += [{"context": context, "text": WORDS[n]} for n in drawn]
    path = Path(__file__).with_name("draws.jsonl")
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
