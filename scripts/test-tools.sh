#!/usr/bin/env bash
# The programs of other people's that the tests run for real: installed from Debian's archive where they are missing and
# we are root. Tests that miss one say so.
set -euo pipefail

declare -A packages=(
  [python3]=python3
  [pytest-3]=python3-pytest
  [busybox]=busybox-static
  [script]=bsdutils
  [setpriv]=util-linux
  [git]=git
  [tmux]=tmux
  [xmllint]=libxml2-utils
  [prove]=perl
  [chromium]=chromium
)
missing=()
for program in "${!packages[@]}"; do
  command -v "$program" >/dev/null || missing+=("${packages[$program]}")
done
if [[ -x /usr/bin/python3 ]] && ! /usr/bin/python3 -c 'import xdist' 2>/dev/null; then missing+=(python3-pytest-xdist); fi
((${#missing[@]} > 0)) || exit 0
if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
  echo "test-tools: these tests will be skipped or fail for want of: ${missing[*]}" >&2
  exit 0
fi
echo "test-tools: installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
{ apt-get -qq update && apt-get -qq -y install --no-install-recommends "${missing[@]}"; } >/dev/null
