#!/usr/bin/env bash
# The programs of other people's that the tests run for real: installed from Debian's archive where they are missing, we
# are root, and the machine has no engine of its own, or DOX_TEST_ENGINES asks for some: on a machine that somebody works
# on nothing is installed. Tests that miss one say so.
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
# shellcheck disable=SC2034 # engines.sh wants it
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/engines.sh
. "$scripts/lib/engines.sh"

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
find_engines
may_install=yes
if ((EUID != 0)) || ! command -v apt-get >/dev/null; then may_install=; fi
if ((${#found[@]} > 0)) && [[ -z ${DOX_TEST_ENGINES:-} ]]; then may_install=; fi
if [[ -z $may_install ]]; then
  echo "test-tools: these tests will be skipped or fail for want of: ${missing[*]}" >&2
  exit 0
fi
echo "test-tools: installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
{ apt-get -qq update && apt-get -qq -y install --no-install-recommends "${missing[@]}"; } >/dev/null
