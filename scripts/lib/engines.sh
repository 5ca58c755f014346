# shellcheck shell=bash
# Engines: finding the ones that answer, and starting our own of Debian's packages where they are wanted and missing.
# The script that sources this file sets $scripts, $state (kept from run to run), $run (this run's sockets and settings,
# within reach of other users), $pids, $logs, $number (tells the bridges and subnets of one state folder from another's)
# and $registry (empty where Docker Hub answers).

all_engines=(docker podman podman-rootless)

# --- Engines that are already there -------------------------------------------------------------------------------

# find_engines: fills $found with NAME -> HOST for every engine that answers where its clients look for it.
declare -A found=()
find_engines() {
  local host name
  for host in "${DOCKER_HOST:-}" unix:///var/run/docker.sock unix:///run/podman/podman.sock \
    ${XDG_RUNTIME_DIR:+"unix://$XDG_RUNTIME_DIR/docker.sock" "unix://$XDG_RUNTIME_DIR/podman/podman.sock"}; do
    [[ -n $host ]] || continue
    [[ $host != unix://* || -S ${host#unix://} ]] || continue
    name=$(node "$scripts/engine-api.mjs" identify "$host") || continue
    [[ -n ${found[$name]:-} ]] || found[$name]=$host
  done
}

engine_answers() { node "$scripts/engine-api.mjs" identify "$1" >/dev/null; }

# --- Our own ------------------------------------------------------------------------------------------------------

need_engine_packages() {
  need runc runc # also for Podman, see write_podman_settings
  need iptables iptables
  case $1 in
  docker)
    need dockerd docker.io
    need ip iproute2
    # Where the kernel confines by AppArmor, dockerd cannot start a container without its parser.
    if [[ $(cat /sys/module/apparmor/parameters/enabled 2>/dev/null) == Y ]]; then need apparmor_parser apparmor; fi
    ;;
  podman*)
    need podman podman
    need /usr/lib/podman/netavark netavark
    need /usr/lib/podman/aardvark-dns aardvark-dns
    need catatonit catatonit
    ;;&
  podman-rootless)
    need newuidmap uidmap
    need slirp4netns slirp4netns
    need fuse-overlayfs fuse-overlayfs
    ;;
  esac
}

# The plain user that runs rootless Podman and may speak to our dockerd. Root makes it; anyone else is it.
prepare_user() {
  user_name=$(id -un)
  if ((EUID == 0)); then
    user_name=doxtest
    if ! getent passwd "$user_name" >/dev/null; then
      say "making the user $user_name"
      useradd --create-home --shell /bin/bash "$user_name"
    fi
  fi
  IFS=: read -r _ _ user_uid user_gid _ user_home _ < <(getent passwd "$user_name")
  if ! grep -q "^$user_name:" /etc/subuid || ! grep -q "^$user_name:" /etc/subgid; then
    say "$user_name has no range in /etc/subuid and /etc/subgid, which rootless Podman may need"
  fi
}

# engine_host NAME: the address of an engine of our own. Rootless Podman's is where its clients look for it below its
# XDG_RUNTIME_DIR.
engine_host() {
  case $1 in
  podman-rootless) echo "unix://$run/podman-rootless/podman/podman.sock" ;;
  *) echo "unix://$run/$1.sock" ;;
  esac
}

# begin_engine NAME starts an engine of our own; engine_answers tells when it is up.
begin_engine() {
  case $1 in
  docker) begin_docker ;;
  podman) begin_podman ;;
  podman-rootless) begin_podman_rootless ;;
  esac
}

begin_docker() {
  local bridge=dox-docker$number
  # A bridge of its own, so that this dockerd meets no other one's addresses on docker0; with an address of its own, since
  # it would take the lowest of the containers' on it, and change it under those that have just asked for it.
  ip link show "$bridge" >/dev/null 2>&1 || ip link add "$bridge" type bridge
  ip link set "$bridge" address "$(printf '02:42:0a:bd:%02x:01' "$number")"
  ip address replace "10.189.$number.1/24" dev "$bridge"
  ip link set "$bridge" up
  start_process docker dockerd --host "$(engine_host docker)" --group "$user_name" --pidfile "$pids/dockerd.pid" \
    --data-root "$state/docker" --exec-root "$run/docker" --bridge "$bridge" --shutdown-timeout 3 --log-level warn \
    ${registry:+--registry-mirror "http://$registry"}
}

begin_podman() {
  write_podman_settings "$run/podman" "$state/podman"
  podman_command podman
  start_process podman "${podman_command[@]}" system service --time=0 "$(engine_host podman)"
}

begin_podman_rootless() {
  local folder=$run/podman-rootless storage=$user_home/.cache/dox-dev/$number
  mkdir -p "$folder/podman"
  write_podman_settings "$folder" "$storage"
  if ((EUID == 0)); then
    # udev makes these two so on an ordinary Debian; where nothing does, only root may use them.
    chmod 666 /dev/net/tun /dev/fuse
    chown -R "$user_uid:$user_gid" "$folder"
  fi
  chmod 700 "$folder"
  podman_command podman-rootless
  "${as_user[@]}" mkdir -p "$storage"
  # Podman goes on in a child, inside its user namespace. On SIGTERM the parent may end before it has told the child, so
  # a shell in between tells the whole process group.
  # shellcheck disable=SC2016 # expanded by that shell
  start_process podman-rootless "${as_user[@]}" \
    bash -c 'trap "trap : TERM; kill -s TERM 0; wait" TERM; "$@" & wait' - \
    "${podman_command[@]}" system service --time=0 "$(engine_host podman-rootless)"
}

# podman_command NAME: for one of our own Podmans, sets $podman_env to the variables by which a podman command reaches it
# and not the machine's, $podman_command to such a command, and $as_user to what goes before it to run it as its user.
podman_command() {
  local folder=$run/$1
  podman_env=(
    "CONTAINERS_CONF=$folder/containers.conf"
    "CONTAINERS_STORAGE_CONF=$folder/storage.conf"
    "CONTAINERS_REGISTRIES_CONF=$folder/registries.conf"
  )
  as_user=()
  if [[ $1 == podman-rootless ]]; then
    prepare_user
    podman_env+=("XDG_RUNTIME_DIR=$folder" "HOME=$user_home" "USER=$user_name" "LOGNAME=$user_name")
    # A change of the user forgets the signal at the parent's death, which start_process had set.
    if ((EUID == 0)); then
      as_user=(setpriv --reuid "$user_uid" --regid "$user_gid" --init-groups --pdeathsig TERM --)
    fi
  fi
  podman_command=(env --chdir=/ "${podman_env[@]}" podman)
}

# write_podman_settings FOLDER STORAGE: makes the settings of a Podman of our own in FOLDER; its data will be in STORAGE.
write_podman_settings() {
  local folder=$1 storage=$2
  mkdir -p "$folder/networks"
  cat >"$folder/containers.conf" <<END
[containers]
# Podman would raise these limits, which it may not where it lacks CAP_SYS_RESOURCE.
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
log_driver = "k8s-file"
init_path = "$(command -v catatonit)"

[network]
network_backend = "netavark"
network_config_dir = "$folder/networks"

[engine]
# No systemd and no journal are needed for what is tested here.
cgroup_manager = "cgroupfs"
events_logger = "file"
# crun refuses a machine whose cgroups are of both versions.
runtime = "runc"
tmp_dir = "$folder/libpod/tmp"
# The usual lock is one shared memory for all Podmans of a user, which a second Podman with its own storage resets.
lock_type = "file"
END
  # The default network, on a bridge and a subnet of its own.
  cat >"$folder/networks/podman.json" <<END
{
  "name": "podman", "id": "2f259bab93aaaaa2542ba43ef33eb990d0999ee1b9924b557b7be53c0b7a1bb9",
  "driver": "bridge", "network_interface": "dox-podman$number",
  "created": "2026-01-01T00:00:00Z",
  "subnets": [{ "subnet": "10.190.$number.0/24", "gateway": "10.190.$number.1" }],
  "ipv6_enabled": false, "internal": false, "dns_enabled": false, "ipam_options": { "driver": "host-local" }
}
END
  cat >"$folder/storage.conf" <<END
[storage]
driver = "overlay"
graphroot = "$storage/storage"
rootless_storage_path = "$storage/storage"
runroot = "$folder/storage"
END
  echo 'unqualified-search-registries = ["docker.io"]' >"$folder/registries.conf"
  if [[ -n $registry ]]; then
    cat >>"$folder/registries.conf" <<END

[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "$registry"
insecure = true

[[registry]]
location = "$registry"
insecure = true
END
  fi
}

# stop_engine NAME: removes what is left in an engine of our own and ends it.
stop_engine() {
  local name=$1 host
  host=$(engine_host "$name")
  if process_runs "$name" && engine_answers "$host"; then
    node "$scripts/engine-api.mjs" clear "$host" || true
  elif [[ $name == podman* && -f $run/$name/containers.conf ]]; then
    # The service was killed, and containers of Podman live on without it.
    podman_command "$name"
    "${as_user[@]}" "${podman_command[@]}" rm --all --force --time 0 >/dev/null 2>&1 || true
  fi
  stop_process "$name"
  # What looks after an exec of Podman's API stays for five minutes.
  if [[ $name == podman* ]]; then pkill -KILL -f "^[^ ]*conmon .*$run/$name/" || true; fi
  case $name in
  docker) if ((EUID == 0)); then ip link delete "dox-docker$number" 2>/dev/null || true; fi ;;
  podman-rootless)
    # The process that keeps the user namespace open belongs to no service; this is its pidfile.
    local file=$run/podman-rootless/libpod/tmp/pause.pid
    if [[ -f $file ]]; then kill "$(cat "$file")" 2>/dev/null || true; fi
    ;;
  esac
}
