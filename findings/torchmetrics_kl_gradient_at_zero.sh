#!/usr/bin/env bash
# torchmetrics 1.9.0 with torch 2.13.0: kl_divergence(p, q) of a target p with a zero, as one that is certain of a class, has
# the right value, and a gradient in q that is no number in any entry. torch's own kl_div of the same has (-2, 0, 0).
# Who trains on it loses the model at the first such target.
# Seen: "value 0.693147, gradient [nan, nan, nan]" beside "value 0.693147, gradient [-2.0, -0.0, -0.0]".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet torch==2.13.0 torchmetrics==1.9.0
"$folder/env/bin/python" - <<'PYTHON' | tee "$folder/seen"
import torch
from torch.nn.functional import kl_div
from torchmetrics.functional.regression import kl_divergence

p = torch.tensor([[1.0, 0.0, 0.0]])
ways = {
    "torchmetrics": lambda q: kl_divergence(p, q),
    "torch": lambda q: kl_div(q.log(), p, reduction="batchmean"),
}
for name, divergence in ways.items():
    q = torch.tensor([[0.5, 0.25, 0.25]], requires_grad=True)
    value = divergence(q)
    value.backward()
    print(f"{name}: value {value.item():.6f}, gradient {q.grad[0].tolist()}")
PYTHON
diff "$folder/seen" - <<'SEEN'
torchmetrics: value 0.693147, gradient [nan, nan, nan]
torch: value 0.693147, gradient [-2.0, -0.0, -0.0]
SEEN
