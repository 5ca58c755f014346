// Makes a one-layer image of a file system and puts it into a registry, without any engine and without dependencies:
//
//   tar -C ROOTFS -c . | node scripts/push-image.mjs --registry 127.0.0.1:5000 --created 2026-01-31T00:00:00Z \
//     --cmd '["bash"]' library/debian:bookworm-slim library/debian:bookworm
//
// The tar on standard input becomes the layer; every NAME:TAG after the options gets the same manifest. The same tar and
// options give the same digest. Formats: "Image Manifest V2, Schema 2" of the distribution project and, for the upload,
// its HTTP API V2.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    registry: { type: 'string' },
    created: { type: 'string' },
    cmd: { type: 'string', default: '["bash"]' },
    architecture: { type: 'string', default: 'amd64' },
  },
});
if (!options.registry || !options.created || names.length === 0) {
  console.error('usage: push-image.mjs --registry HOST:PORT --created TIME [--cmd JSON] NAME:TAG... < rootfs.tar');
  process.exit(2);
}

const types = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
};

const digestOf = (hash) => `sha256:${hash.digest('hex')}`;

/** A stream that passes everything on unchanged and feeds it to `hash`. */
function hashing(hash) {
  return new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}

/** One request to the registry. `body` is a Buffer or a readable stream, whose length the headers must then say. */
function call({ method, path, headers = {}, body, expect }) {
  return new Promise((resolve, reject) => {
    const url = new URL(path, `http://${options.registry}`);
    const sent = request(url, { method, headers, signal: AbortSignal.timeout(120_000) }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('error', reject);
      answer.on('end', () => {
        if (expect.includes(answer.statusCode)) resolve({ status: answer.statusCode, headers: answer.headers });
        else reject(new Error(`${method} ${url.pathname}: the registry answered ${answer.statusCode} ${text.trim()}`));
      });
    });
    sent.on('error', reject);
    if (body === undefined || Buffer.isBuffer(body)) sent.end(body);
    else pipeline(body, sent).catch(reject);
  });
}

/** Uploads a blob in one piece unless the repository has it. `open` gives a fresh body. */
async function pushBlob(repository, { digest, size }, open) {
  const found = await call({ method: 'HEAD', path: `/v2/${repository}/blobs/${digest}`, expect: [200, 404] });
  if (found.status === 200) return;
  const begun = await call({ method: 'POST', path: `/v2/${repository}/blobs/uploads/`, expect: [202] });
  const location = new URL(begun.headers.location, `http://${options.registry}`);
  location.searchParams.set('digest', digest);
  await call({
    method: 'PUT',
    path: location.href,
    headers: { 'content-type': 'application/octet-stream', 'content-length': size },
    body: open(),
    expect: [201],
  });
}

const layerFile = join(tmpdir(), `dox-layer-${randomUUID()}.tar.gz`);
try {
  const unpacked = createHash('sha256');
  const packed = createHash('sha256');
  // Node writes no name and no time into the gzip header, so the bytes depend on the content alone. Level 1: the layer
  // crosses nothing slower than the loopback, and the processor is what the set-up waits for.
  await pipeline(
    process.stdin,
    hashing(unpacked),
    createGzip({ level: 1 }),
    hashing(packed),
    createWriteStream(layerFile),
  );
  const layer = { mediaType: types.layer, size: (await stat(layerFile)).size, digest: digestOf(packed) };
  const configBytes = Buffer.from(
    JSON.stringify({
      architecture: options.architecture,
      os: 'linux',
      created: options.created,
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        Cmd: JSON.parse(options.cmd),
      },
      rootfs: { type: 'layers', diff_ids: [digestOf(unpacked)] },
      history: [{ created: options.created, created_by: 'dox: scripts/push-image.mjs' }],
    }),
  );
  const config = {
    mediaType: types.config,
    size: configBytes.length,
    digest: digestOf(createHash('sha256').update(configBytes)),
  };
  const manifest = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: types.manifest, config, layers: [layer] }),
  );
  for (const name of names) {
    const [repository, tag] = name.split(':');
    await pushBlob(repository, layer, () => createReadStream(layerFile));
    await pushBlob(repository, config, () => configBytes);
    await call({
      method: 'PUT',
      path: `/v2/${repository}/manifests/${tag}`,
      headers: { 'content-type': types.manifest, 'content-length': manifest.length },
      body: manifest,
      expect: [201],
    });
    console.log(`${name}@${digestOf(createHash('sha256').update(manifest))}`);
  }
} catch (error) {
  console.error(`push-image: ${error.message}`);
  process.exitCode = 1;
} finally {
  await rm(layerFile, { force: true });
}
