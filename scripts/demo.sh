#!/usr/bin/env bash
# Shows dox at work on examples/demo: one target passes, one has a test that fails. `npm run demo` runs it inside
# with-engines.sh, which gives it an engine. Fails unless dox does exactly what it should.
set -euo pipefail
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

[[ -n ${DOX_TEST_SETUP:-} ]] || {
  echo 'demo: no engine is set up; run: npm run demo' >&2
  exit 2
}

# The first engine that whoever runs this can use, in four lines: name, host, prefix of image names, and whether it is
# one of with-engines.sh's own.
describe_engine() {
  node -e '
    const setup = JSON.parse(require("fs").readFileSync(process.env.DOX_TEST_SETUP, "utf8"));
    const engine = setup.engines.find((engine) => engine.user === null);
    if (engine) console.log([engine.name, engine.host, engine.prefix, engine.own].join("\n"));'
}
{ read -r name && read -r host && read -r prefix && read -r own; } < <(describe_engine) || {
  echo 'demo: no engine here is for the user who runs this; try: DOX_TEST_ENGINES=docker npm run demo' >&2
  exit 2
}

project=$(mktemp -d "${TMPDIR:-/tmp}/dox-demo.XXXXXX")
trap 'rm -rf "$project"' EXIT
cp -r "$checkout/examples/demo/." "$project"
# Without Docker Hub, an engine that was here before gets its images by the names of the local registry.
sed -i "s|^image: |image: $prefix|" "$project/dox.yml"
cd "$project"
export DOCKER_HOST=$host

# expect STATUS ARGUMENT...: runs dox as a user would, shows it, and insists on its exit code.
expect() {
  local wanted=$1 status=0
  shift
  echo
  echo "\$ dox${*:+ $*}"
  node "$checkout/dist/main.js" "$@" || status=$?
  echo "(exit code $status)"
  if ((status != wanted)); then
    echo "demo: dox ended with $status, and should have with $wanted" >&2
    exit 1
  fi
}

echo "A small Python project, its tests run in containers of $name:"
echo
sed 's/^/    /' dox.yml
expect 0 -e unit
expect 1

echo
echo 'One test fails: the project has a bug, in pages.py. That is what dox shows, and its exit code 1 says so.'
echo 'To go on from here, in this checkout:'
echo
if [[ $own == true ]]; then
  echo "    ${DOX_TEST_ENGINES:+DOX_TEST_ENGINES=$name }bash scripts/with-engines.sh -- bash    # a shell; the engine stays up until you leave it"
  echo "    export DOCKER_HOST=$host"
fi
echo '    cd examples/demo'
if [[ -n $prefix ]]; then echo "    sed -i 's|^image: |&$prefix|' dox.yml     # no Docker Hub here: the image's local name"; fi
echo '    node ../../dist/main.js -e broken    # then repair pages.py, and run it again'
echo
echo 'In a project of your own, a dox.yml like the one above is all it takes.'
