#!/usr/bin/env bash
# Makes a checkout ready to run: npm's packages where they are missing or older than package-lock.json, then dist/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# npm writes this file at the end of every install.
if [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then
  echo "ensure-built: npm ci" >&2
  npm ci --no-audit --no-fund
fi
npm run --silent build
