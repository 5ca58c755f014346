# shellcheck shell=bash
# Background processes that never outlive the script that sources this file. It sets $pids and $logs, folders for pidfiles
# and for what the processes print, and $lock, the file descriptor of its lock, which no process may inherit.

say() { echo "with-engines: $*" >&2; }

die() {
  say "$*"
  exit 1
}

# start_process NAME COMMAND...: starts COMMAND in the background, its output going to $logs/NAME.log.
# Its own session, because Ctrl-C must reach the tests only: they still need the engine to clean up. And SIGTERM at the
# death of the process that started it, so that even `kill -9` of this script stops it; so call it from the script's own
# shell, never from a subshell. A COMMAND that changes the user must set the death signal itself, after the change.
start_process() {
  local name=$1
  shift
  setsid setpriv --pdeathsig TERM -- "$@" </dev/null >"$logs/$name.log" 2>&1 {lock}>&- &
  echo "$! $(start_time $!)" >"$pids/$name.pid"
}

# The moment a process started, in clock ticks since boot: with it a pidfile cannot mean a later process of that number.
start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

# process_runs NAME: whether the process of that pidfile is alive; its number is then in $pid.
process_runs() {
  local started
  pid=
  [[ -f $pids/$1.pid ]] || return 1
  read -r pid started <"$pids/$1.pid"
  [[ -n $started && $(start_time "$pid") == "$started" && $(sed "s/.*) //" "/proc/$pid/stat" 2>/dev/null) != Z* ]]
}

# wait_until NAME SECONDS CHECK...: waits for CHECK to succeed, and fails with the end of the log where it does not in
# time, or at once where process NAME has ended.
wait_until() {
  local name=$1 deadline=$((SECONDS + $2)) pid
  shift 2
  until "$@"; do
    if ! process_runs "$name" || ((SECONDS >= deadline)); then
      say "$name did not come up; the end of its log, $logs/$name.log:"
      tail -n 20 "$logs/$name.log" >&2
      return 1
    fi
    sleep 0.2
  done
}

# stop_process NAME [SIGNAL]: ends a process that start_process started; after 20 seconds by force.
stop_process() {
  local name=$1 pid deadline=$((SECONDS + 20))
  if process_runs "$name"; then
    kill -s "${2:-TERM}" "$pid"
    while process_runs "$name"; do
      if ((SECONDS >= deadline)); then
        say "$name does not end; killing it"
        kill -s KILL "$pid" || true
        break
      fi
      sleep 0.1
    done
  fi
  rm -f "$pids/$name.pid"
}

# unmount_below FOLDER...: engines leave mounts in their data folders, which would keep the folders from being removed.
unmount_below() {
  local folder point
  for folder in "$@"; do
    while read -r _ point _; do
      if [[ $point == "$folder"/* ]]; then umount -l "$point" 2>/dev/null || true; fi
    done < <(tac /proc/mounts)
  done
}
