#!/usr/bin/env bash
# Installs what the proofs need where it is missing and may be installed: on Debian and its kin, as root.
set -euo pipefail
if command -v coqc >/dev/null && [ -d "$(coqc -where)/user-contrib/mathcomp/analysis" ]; then
  exit 0
fi
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "Rocq is missing: install Debian's coq, libcoq-mathcomp-analysis and libcoq-mathcomp-algebra-tactics" >&2
  exit 3
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends coq libcoq-mathcomp-analysis libcoq-mathcomp-algebra-tactics >/dev/null
