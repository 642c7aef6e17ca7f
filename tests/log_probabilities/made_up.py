"""Files of every format, made up: one set of positions, as each maker would write it."""

from __future__ import annotations

import json

import numpy as np

V, K, POSITIONS = 40, 5, 6


def laws():
    """Rows of V classes, and the classes in the order of their probabilities."""
    rng = np.random.Generator(np.random.PCG64(23))
    p = rng.dirichlet(np.full(V, 0.4), POSITIONS)
    return p, np.argsort(-p, axis=1)


P, ORDER = laws()
IDS = ORDER[:, :K]
LOGS = np.log(np.take_along_axis(P, IDS, axis=1)).astype(np.float32).astype(np.float64)


def text(token):
    """The text of a token."""
    return f" w{token}"


def entry(row, place, **more):
    """A token of a row as chat completions have it."""
    return {"token": text(IDS[row, place]), "logprob": LOGS[row, place], "bytes": [32, 119], **more}


def places():
    """The content of a chat completion: the chosen token is the second likeliest."""
    return [entry(n, 1, top_logprobs=[entry(n, j) for j in range(K)]) for n in range(POSITIONS)]


def chat(content=None):
    """A chat completion."""
    return {
        "id": "chatcmpl-0",
        "object": "chat.completion",
        "created": 0,
        "model": "made-up",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": "words", "refusal": None},
                "logprobs": {"content": places() if content is None else content, "refusal": None},
            }
        ],
    }


def by_id(n):
    """A position of vLLM's."""
    return {str(IDS[n, j]): {"logprob": LOGS[n, j], "rank": j + 1, "decoded_token": text(IDS[n, j])} for j in range(K)}


def triples(n):
    """A position of SGLang's."""
    return [[LOGS[n, j], int(IDS[n, j]), text(IDS[n, j])] for j in range(K)]


def listed(n):
    """A position of TGI's, and of llama.cpp's, in its own names."""
    return [{"id": int(IDS[n, j]), "text": text(IDS[n, j]), "logprob": LOGS[n, j], "special": False} for j in range(K)]


def llama(n):
    """A place of llama.cpp's."""
    tops = [{"id": int(IDS[n, j]), "token": text(IDS[n, j]), "bytes": [1], "logprob": LOGS[n, j]} for j in range(K)]
    return {**tops[0], "top_logprobs": tops}


EVERY = range(POSITIONS)
RECORDS = {
    "openai-chat": chat(),
    "openai-batch": {"id": "b", "custom_id": "1", "response": {"status_code": 200, "body": chat()}, "error": None},
    "openai-legacy": {
        "id": "cmpl-0",
        "object": "text_completion",
        "created": 0,
        "model": "made-up",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "text": "words",
                "logprobs": {
                    "tokens": [text(IDS[n, 0]) for n in EVERY],
                    "token_logprobs": [LOGS[n, 0] for n in EVERY],
                    "top_logprobs": [{text(IDS[n, j]): LOGS[n, j] for j in range(K)} for n in EVERY],
                    "text_offset": list(EVERY),
                },
            }
        ],
    },
    "openai-responses": {
        "output": [
            {"type": "reasoning", "summary": []},
            {
                "type": "message",
                "role": "assistant",
                "content": [{"type": "output_text", "text": "words", "annotations": [], "logprobs": places()}],
            },
        ]
    },
    "vllm": {"prompt_logprobs": None, "outputs": [{"index": 0, "logprobs": [by_id(n) for n in EVERY]}]},
    "vllm-flat": {
        "start_indices": [K * n for n in EVERY],
        "end_indices": [K * (n + 1) for n in EVERY],
        "token_ids": IDS.ravel().tolist(),
        "logprobs": LOGS.ravel().tolist(),
        "ranks": list(range(1, K + 1)) * POSITIONS,
        "decoded_tokens": [text(token) for token in IDS.ravel()],
    },
    "sglang": {
        "text": "words",
        "meta_info": {
            "output_token_logprobs": [triples(n)[0] for n in EVERY],
            "output_top_logprobs": [triples(n) for n in EVERY],
        },
    },
    "llama.cpp": {"content": "words", "completion_probabilities": [llama(n) for n in EVERY]},
    "tgi": {
        "generated_text": "words",
        "details": {"prefill": [], "tokens": [listed(n)[0] for n in EVERY], "top_tokens": [listed(n) for n in EVERY]},
    },
    "trl": {
        "logprobs": [[*row, float("-inf")] for row in LOGS.tolist()],
        "logprob_token_ids": [[*row, 0] for row in IDS.tolist()],
        "actual_logprobs": [[row[0]] for row in LOGS.tolist()],
    },
    "axolotl-in": {
        "logprobs": [
            [{"token": f"token_id:{i}", "logprob": x} for i, x in zip(*rows, strict=True)]
            for rows in zip(IDS.tolist(), LOGS.tolist(), strict=True)
        ]
    },
    "axolotl-out": {
        "target_logprobs": LOGS.tolist(),
        "target_token_ids": IDS.tolist(),
        "target_mask": [[1] * K for _ in EVERY],
    },
}


def written(folder, *records, name="file.jsonl"):
    """A file of records, a line each."""
    path = folder / name
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path
