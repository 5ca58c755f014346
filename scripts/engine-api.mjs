// The few calls to a container engine's API that the set-up scripts need, without any dependency.
//
//   node scripts/engine-api.mjs identify HOST            print docker, podman or podman-rootless; exit 1 where nothing answers
//   node scripts/engine-api.mjs podman-pull HOST IMAGE   pull IMAGE into a Podman, from a registry with or without TLS
//   node scripts/engine-api.mjs clear HOST               remove every container, network and volume of an engine of our own
//
// HOST is what DOCKER_HOST may hold: unix:///PATH or tcp://NAME:PORT.
import { request } from 'node:http';

const [action, host, image] = process.argv.slice(2);

function target() {
  const url = new URL(host);
  if (url.protocol === 'unix:') return { socketPath: url.pathname };
  if (url.protocol === 'tcp:' || url.protocol === 'http:') return { host: url.hostname, port: url.port || 2375 };
  throw new Error(`cannot speak to ${host}: only unix:// and tcp:// are known here`);
}

/** One request; resolves to the answer's status and text. `limit` is in milliseconds and covers the whole answer. */
function call(method, path, limit = 10_000) {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(limit);
    const sent = request({ ...target(), method, path, signal, headers: { host: 'engine' } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

async function getJson(path) {
  const { status, text } = await call('GET', path);
  if (status !== 200) throw new Error(`${host} answered ${status} to ${path}: ${text.trim()}`);
  return JSON.parse(text);
}

async function identify() {
  const version = JSON.parse((await call('GET', '/version', 3_000)).text);
  const isPodman = (version.Components ?? []).some((component) => component.Name === 'Podman Engine');
  if (!isPodman) return 'docker';
  // Its Docker API (4.3) does not tell.
  const info = await getJson('/v4.0.0/libpod/info');
  return info.host.security.rootless ? 'podman-rootless' : 'podman';
}

/** By Podman's own API, because its Docker one (4.3) insists on TLS. */
async function podmanPull() {
  const query = new URLSearchParams({ reference: image, tlsVerify: 'false' });
  const { status, text } = await call('POST', `/v4.0.0/libpod/images/pull?${query}`, 300_000);
  const failed = text.split('\n').find((line) => line.includes('"error"'));
  if (status !== 200 || failed) throw new Error(`could not pull ${image}: ${failed ?? text.trim()}`);
}

async function clear() {
  const builtIn = new Set(['bridge', 'host', 'none', 'podman']);
  const remove = (path) => call('DELETE', path, 30_000);
  const containers = await getJson('/containers/json?all=1');
  await Promise.all(containers.map((container) => remove(`/containers/${container.Id}?force=1&v=1`)));
  const networks = (await getJson('/networks')).filter((network) => !builtIn.has(network.Name));
  await Promise.all(networks.map((network) => remove(`/networks/${network.Id}`)));
  const volumes = (await getJson('/volumes')).Volumes ?? [];
  await Promise.all(volumes.map((volume) => remove(`/volumes/${encodeURIComponent(volume.Name)}?force=1`)));
}

try {
  if (action === 'identify') console.log(await identify());
  else if (action === 'podman-pull') await podmanPull();
  else if (action === 'clear') await clear();
  else throw new Error('usage: engine-api.mjs identify|podman-pull|clear HOST [IMAGE]');
} catch (error) {
  if (action !== 'identify') console.error(`engine-api ${action}: ${error.message}`);
  process.exitCode = 1;
}
