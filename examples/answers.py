"""Writes `answers.jsonl`: answers of a made-up teacher, as OpenAI's chat completions have them.

    python examples/answers.py

The teacher has 5,000 words, and at each position probabilities that fall like a power of the rank; five of its
log-probabilities are shown, as an interface shows them. Its words mean nothing.
"""

import json
from pathlib import Path

import numpy as np

V, SHOWN, ANSWERS, LENGTH = 5000, 5, 4, 6
WORDS = "the tide rose over a grey harbour while boats lay still and lamps went out one by one until no light was left"


def main() -> None:
    """Write the file beside this one."""
    rng, words = np.random.Generator(np.random.PCG64(2)), WORDS.split()
    lines = []
    for answer in range(ANSWERS):
        content = []
        for exponent in rng.uniform(1.2, 3.0, LENGTH):
            p = np.arange(1, V + 1.0) ** -exponent
            logs = np.log(p / p.sum())[:SHOWN].astype(np.float32)
            texts = [f" {word}" for word in rng.permutation(words)[:SHOWN]]
            tops = [
                {"token": text, "logprob": float(str(log)), "bytes": list(text.encode())}
                for text, log in zip(texts, logs, strict=True)
            ]
            content.append({**tops[0], "top_logprobs": tops})
        choice = {"index": 0, "logprobs": {"content": content}, "finish_reason": "stop"}
        lines.append({"id": f"answer-{answer}", "object": "chat.completion", "choices": [choice]})
    path = Path(__file__).with_name("answers.jsonl")
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
