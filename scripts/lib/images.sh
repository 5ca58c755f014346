# shellcheck shell=bash
# Base images: from Docker Hub where it answers, else made of Debian's packages and served by a registry on the loopback.
# The script that sources this file sets $scripts, $state, $pids, $logs and $number; start_registry sets $registry.

# Every image made here, as WHAT=NAME:TAG,...; Docker Hub keeps its official images under library/.
base_images=(
  bookworm=library/debian:bookworm-slim,library/debian:bookworm,library/debian:latest
  trixie=library/debian:trixie-slim
  bullseye=library/debian:bullseye-slim
  bookworm-i386=i386/debian:bookworm-slim
  busybox=library/busybox:latest
)
image_jobs=()

# The hub answers anonymous calls with 401, which will do.
hub_answers() {
  node -e 'fetch("https://registry-1.docker.io/v2/", { signal: AbortSignal.timeout(3000) })
    .then((answer) => process.exit(answer.status < 500 ? 0 : 1), () => process.exit(1))'
}

need_image_packages() {
  need docker-registry docker-registry
  image_is_there busybox || need dpkg-deb dpkg
  local image
  for image in "${base_images[@]}"; do
    image_is_there "${image%%=*}" || need debootstrap debootstrap
  done
}

registry_answers() {
  node -e 'fetch(`http://${process.argv[1]}/v2/`, { signal: AbortSignal.timeout(1000) })
    .then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))' "$registry"
}

# Starts the registry on the port it had before, because that port is part of the image names that an engine keeps;
# where the port is taken, on the next free one. Sets $registry.
start_registry() {
  local port try
  mkdir -p "$state/registry"
  port=$(cat "$state/registry.port" 2>/dev/null || echo $((15000 + number)))
  for try in {1..20}; do
    registry=127.0.0.1:$port
    if ! registry_answers && ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
    ((try < 20)) || die "no free port for the registry near $port"
    port=$((port + 1))
  done
  cat >"$state/registry.yml" <<END
version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage:
  filesystem: { rootdirectory: "$state/registry" }
http: { addr: "$registry" }
END
  start_process registry docker-registry serve "$state/registry.yml"
  wait_until registry 10 registry_answers || die "the registry does not answer"
  echo "$port" >"$state/registry.port"
  say "a registry on $registry serves base images, since Docker Hub does not answer"
}

# image_is_there WHAT: whether the registry's storage has every tag of that image.
image_is_there() {
  local image name
  for image in "${base_images[@]}"; do
    [[ $image == "$1="* ]] || continue
    for name in ${image//,/ }; do
      name=${name#*=}
      [[ -s $state/registry/docker/registry/v2/repositories/${name%:*}/_manifests/tags/${name#*:}/current/link ]] || return 1
    done
  done
}

# Starts to make the images that are missing, side by side; finish_images waits for them.
begin_images() {
  local image what names
  for image in "${base_images[@]}"; do
    what=${image%%=*}
    image_is_there "$what" && continue
    ((EUID == 0)) || die "Docker Hub does not answer, and only root can make base images: run this as root"
    IFS=, read -ra names <<<"${image#*=}"
    say "making ${names[0]#library/} of Debian's packages"
    # In namespaces of its own: when this process ends, so does everything in it, and its mounts are gone.
    start_process "image-$what" setpriv --pdeathsig KILL -- \
      unshare --mount --pid --fork --kill-child --mount-proc \
      bash "$scripts/bootstrap-image.sh" "$what" "$registry" "$state/work/$what" "${names[@]}"
    image_jobs+=("image-$what")
  done
}

finish_images() {
  local job pid
  for job in "${image_jobs[@]}"; do
    while process_runs "$job"; do sleep 0.2; done
    rm -f "$pids/$job.pid"
    image_is_there "${job#image-}" && continue
    tail -n 20 "$logs/$job.log" >&2
    die "could not make the image; the whole log is $logs/$job.log"
  done
}

# pull_base_images HOST: for a Podman that was there before. From a registry without TLS it takes something only if a call
# says so, which a pull by dox does not.
pull_base_images() {
  local image names name
  for image in "${base_images[@]}"; do
    IFS=, read -ra names <<<"${image#*=}"
    for name in "${names[@]}"; do node "$scripts/engine-api.mjs" podman-pull "$1" "$registry/$name"; done
  done
}

stop_images() {
  local image
  for image in "${base_images[@]}"; do stop_process "image-${image%%=*}" KILL; done
  rm -rf "$state/work"
}
