# shellcheck shell=bash
# Debian packages, installed only where what they bring is missing.

missing_packages=()

# need COMMAND-OR-FILE PACKAGE: notes PACKAGE for install_missing unless the command or the absolute path is there,
# wherever it came from: a Docker of docker.com must not be replaced by Debian's.
need() {
  if [[ $1 == /* && -e $1 ]] || { [[ $1 != /* ]] && command -v "$1" >/dev/null; }; then return; fi
  if [[ " ${missing_packages[*]} " != *" $2 "* ]]; then missing_packages+=("$2"); fi
}

install_missing() {
  ((${#missing_packages[@]} > 0)) || return 0
  command -v apt-get >/dev/null ||
    die "missing: ${missing_packages[*]} (Debian's names). Only Debian's packages are installed from here: install these yourself"
  ((EUID == 0)) || die "missing; as root, run: apt-get install --no-install-recommends ${missing_packages[*]}"
  say "installing Debian packages: ${missing_packages[*]}"
  forbid_services
  local failed=
  {
    apt-get -q update &&
      DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing_packages[@]}"
  } >"$logs/apt.log" 2>&1 {lock}>&- || failed=yes
  allow_services
  if [[ -n $failed ]]; then
    tail -n 20 "$logs/apt.log" >&2
    die "apt-get failed; its whole output is in $logs/apt.log"
  fi
  missing_packages=()
}

# What is installed must not start by itself: where systemd runs, docker.io, podman and docker-registry would leave services
# running that this script did not start and so could not stop. policy-rc.d is Debian's way to say so. One that is there
# already is left alone.
policy=/usr/sbin/policy-rc.d
policy_mark='# of dox, while its test set-up installs packages'

forbid_services() {
  [[ ! -e $policy ]] || return 0
  printf '#!/bin/sh\n%s\nexit 101\n' "$policy_mark" >"$policy"
  chmod 755 "$policy"
}

allow_services() {
  if grep -qs "$policy_mark" "$policy"; then rm -f "$policy"; fi
}
