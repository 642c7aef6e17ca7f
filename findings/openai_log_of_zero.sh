#!/usr/bin/env bash
# openai 3.57.0 with pydantic 2.14.3: a chat completion in which a token has the log-probability −Infinity, the logarithm
# of zero, is accepted, written as JSON with null in its place, and not read again: null is no float there.
# What a server says of a token that is masked so does not come back from a file that the client's own models wrote.
# Seen: "accepted: -inf", "written: null", "read again: 1 validation error".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet openai==3.57.0 pydantic==2.14.3
"$folder/env/bin/python" - <<'PYTHON' | tee "$folder/seen"
import json
from math import inf

from openai.types.chat import ChatCompletion

token = {"token": "a", "logprob": -0.1, "bytes": [97]}
masked = {"token": "b", "logprob": -inf, "bytes": [98]}
content = [{**token, "top_logprobs": [token, masked]}]
message = {"role": "assistant", "content": "a", "refusal": None}
logprobs = {"content": content, "refusal": None}
choice = {"index": 0, "finish_reason": "stop", "message": message, "logprobs": logprobs}
completion = ChatCompletion.model_validate(
    {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
)
print("accepted:", completion.choices[0].logprobs.content[0].top_logprobs[1].logprob)
text = completion.model_dump_json()
written = json.loads(text)["choices"][0]["logprobs"]["content"][0]["top_logprobs"][1]["logprob"]
print("written:", json.dumps(written))
try:
    ChatCompletion.model_validate_json(text)
    print("read again: as it was written")
except ValueError as error:
    print("read again:", str(error).splitlines()[0].split(" for ")[0])
PYTHON
diff "$folder/seen" - <<'SEEN'
accepted: -inf
written: null
read again: 1 validation error
SEEN
