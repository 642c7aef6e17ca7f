#!/usr/bin/env bash
# TRL 1.16.0 with torch 2.13.0: GKD's generalized_jsd_loss takes beta from 0 to 1. At 0 and 1 it is a KL divergence, and
# next to them nearly nothing: the Jensen-Shannon divergence is zero at both ends. A sweep over beta that goes from 0
# to 0.001 changes the loss, and with it the step size, some thousandfold.
# Seen for one pair of laws: 0.4323 at 0, 0.0004 at 0.001, 0.0005 at 0.999, 0.4743 at 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet torch==2.13.0 trl==1.16.0
TRL_EXPERIMENTAL_SILENCE=1 "$folder/env/bin/python" - 2>/dev/null <<'PYTHON' | tee "$folder/seen"
import torch
from trl.experimental.gkd import GKDTrainer

student = torch.tensor([[[1.0, 0.0, -1.0]]])
teacher = torch.tensor([[[0.0, 1.0, 0.0]]])
for beta in (0.0, 0.001, 0.999, 1.0):
    print(f"beta {beta}: {GKDTrainer.generalized_jsd_loss(student, teacher, beta=beta).item():.4f}")
PYTHON
diff "$folder/seen" - <<'SEEN'
beta 0.0: 0.4323
beta 0.001: 0.0004
beta 0.999: 0.0005
beta 1.0: 0.4743
SEEN
