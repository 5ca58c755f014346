#!/usr/bin/env bash
# Runs a command with container engines to test on:
#
#   bash scripts/with-engines.sh -- COMMAND...
#
# DOX_TEST_ENGINES says which: unset, those that answer on this machine, else a Docker of Debian's packages; or `all`; or
# a list like docker,podman,podman-rootless. A named engine that does not answer is installed from Debian's packages (by
# root) and started here, with data of its own. Where Docker Hub does not answer, a registry on the loopback serves base
# images made of Debian's packages. What was started is stopped when COMMAND ends, and COMMAND's exit code passed on.
#
# COMMAND finds the engines in the JSON file that DOX_TEST_SETUP names. Inside another with-engines.sh that file is there
# already, and COMMAND simply runs: keep `bash scripts/with-engines.sh -- bash` open and try things in it.
#
# What is worth keeping (images, engine data, logs) stays in DOX_DEV_STATE, by default ~/.cache/dox-dev.
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
[[ -e /proc/self/fd/0 ]] || exec </dev/null

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/processes.sh
. "$scripts/lib/processes.sh"
# shellcheck source=scripts/lib/packages.sh
. "$scripts/lib/packages.sh"
# shellcheck source=scripts/lib/images.sh
. "$scripts/lib/images.sh"
# shellcheck source=scripts/lib/engines.sh
. "$scripts/lib/engines.sh"

wanted=()             # names of the engines that COMMAND gets
own=()                # those of them that are started here
declare -A hosts=()   # name -> address, of all wanted
declare -A skipped=() # name -> why COMMAND does not get it

main() {
  if [[ $# -lt 2 || $1 != -- ]]; then
    echo 'usage: bash scripts/with-engines.sh -- COMMAND...' >&2
    exit 2
  fi
  shift
  if setup_is_alive "${DOX_TEST_SETUP:-}"; then exec "$@"; fi
  [[ -z ${DOX_TEST_SETUP:-} ]] || say "the engines of DOX_TEST_SETUP=$DOX_TEST_SETUP are gone; setting up anew"

  choose_folders
  take_lock
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap tear_down EXIT
  stop_everything # a run that was killed may have left something
  mkdir -p "$run"
  choose_engines
  bring_up
  write_setup
  run_command "$@"
}

# setup_is_alive FILE: whether FILE describes engines that another with-engines.sh still keeps up.
setup_is_alive() {
  [[ -f $1 ]] && [[ -d /proc/$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).pid' "$1") ]]
}

choose_folders() {
  state=${DOX_DEV_STATE:-${XDG_CACHE_HOME:-$HOME/.cache}/dox-dev}
  pids=$state/pids logs=$state/logs
  mkdir -p "$pids" "$logs"
  state=$(cd "$state" && pwd)
  # Between 20 and 219, from the folder's path: runs with different state folders do not meet.
  number=$(($(cksum <<<"$state" | cut -d ' ' -f 1) % 200 + 20))
  # Sockets and settings must be within reach of other users, which root's home is not.
  if ((EUID == 0)); then run=/run/dox-dev/$number; else run=${XDG_RUNTIME_DIR:-$state/run}/dox-dev/$number; fi
  setup=$run/setup.json
}

take_lock() {
  exec {lock}>"$state/lock"
  if ! flock --nonblock "$lock"; then
    say "another run uses $state; waiting for it to end"
    say "(to share its engines instead: export DOX_TEST_SETUP=$setup)"
    flock "$lock"
  fi
}

choose_engines() {
  local name asked=${DOX_TEST_ENGINES:-} why='not in DOX_TEST_ENGINES'
  find_engines
  if [[ $asked == all ]]; then
    asked=${all_engines[*]}
  elif [[ -z $asked ]]; then
    asked=${!found[*]}
    why='does not answer; DOX_TEST_ENGINES=all installs and starts it'
    if [[ -z $asked ]]; then
      asked=docker
      if ((EUID != 0)) && command -v podman >/dev/null; then asked=podman-rootless; fi
      say "no engine answers on this machine; $asked will be started"
    fi
  fi
  for name in ${asked//,/ }; do
    is_in "$name" "${all_engines[@]}" || die "DOX_TEST_ENGINES: no engine is called $name; there are: ${all_engines[*]}"
    wanted+=("$name")
    if [[ -n ${found[$name]:-} ]]; then
      say "$name answers at ${found[$name]} and is used"
      hosts[$name]=${found[$name]}
    elif ((EUID == 0)) || [[ $name == podman-rootless ]]; then
      own+=("$name")
      hosts[$name]=$(engine_host "$name")
    else
      die "$name does not answer, and only root can start it"
    fi
  done
  for name in "${all_engines[@]}"; do
    is_in "$name" "${wanted[@]}" || skipped[$name]=$why
  done
}

# is_in WORD WORD...: whether the first word is among the others.
is_in() { [[ " ${*:2} " == *" $1 "* ]]; }

# Installs, then starts everything and lets it come up side by side, since that is what a first run waits for.
bring_up() {
  local name needs_images=yes
  if hub_answers; then needs_images=; fi
  for name in "${own[@]}"; do need_engine_packages "$name"; done
  if [[ -n $needs_images ]]; then need_image_packages; fi
  install_missing

  registry=
  if [[ -n $needs_images ]]; then
    start_registry
    begin_images
  fi
  if ((${#own[@]} > 0)); then prepare_user; fi
  for name in "${own[@]}"; do
    say "starting $name"
    begin_engine "$name"
  done
  for name in "${own[@]}"; do
    wait_until "$name" 60 engine_answers "${hosts[$name]}" || die "could not start $name"
  done
  finish_images
  for name in "${wanted[@]}"; do
    if [[ -n $registry && $name == podman* ]] && ! is_in "$name" "${own[@]}"; then
      pull_base_images "${hosts[$name]}"
    fi
  done
}

write_setup() {
  local name variable
  {
    echo "pid $$"
    echo "registry $registry"
    for name in "${wanted[@]}"; do
      echo "engine $name ${hosts[$name]}"
      if ! is_in "$name" "${own[@]}"; then
        echo "found"
        if [[ -n $registry ]]; then echo "prefix $registry/library/"; fi
      elif [[ $name == podman* ]]; then
        podman_command "$name"
        for variable in "${podman_env[@]}"; do echo "env $variable"; done
        if ((${#as_user[@]} > 0)); then echo "user $user_name $user_uid $user_gid $user_home"; fi
      elif ((EUID == 0)); then
        echo "plainUser $user_name $user_uid $user_gid $user_home"
      fi
    done
    for name in "${!skipped[@]}"; do echo "skipped $name ${skipped[$name]}"; done
  } | node "$scripts/write-setup.mjs" >"$setup"
  chmod 644 "$setup"
  for name in "${wanted[@]}"; do say "ready: $name at ${hosts[$name]}"; done
  for name in "${!skipped[@]}"; do say "skipped: $name (${skipped[$name]})"; done
}

# run_command COMMAND...: runs it with the terminal and standard input of this script. In the background, because bash
# acts on a signal only when a foreground command has ended; SIGINT and SIGQUIT are made to work again, which bash turns
# off for background commands. Ctrl-C reaches COMMAND from the terminal, so it is not sent a second time.
run_command() {
  local status interrupted
  export DOX_TEST_SETUP=$setup
  env --default-signal=INT --default-signal=QUIT "$@" <&0 {lock}>&- &
  local command=$!
  trap 'interrupted=yes' INT
  trap 'interrupted=yes; kill -s HUP "$command"' HUP
  trap 'interrupted=yes; kill -s TERM "$command"' TERM
  while true; do
    interrupted='' status=0
    wait "$command" || status=$?
    [[ -n $interrupted ]] || exit "$status"
  done
}

tear_down() {
  local status=$?
  trap '' INT TERM HUP
  stop_everything
  exit "$status"
}

# Stops everything of this state folder that may run, whichever run started it.
stop_everything() {
  local name
  allow_services
  stop_images
  for name in "${all_engines[@]}"; do stop_engine "$name"; done
  stop_process registry
  unmount_below "$run" "$state"
  rm -rf "$run"
}

main "$@"
