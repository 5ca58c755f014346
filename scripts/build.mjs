// Builds dist/: the program as one entry and the parts that it loads when they are needed, and the licences of all
// packages that went into it.
//
//   node scripts/build.mjs
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

// dockerode can also speak through ssh and to BuildKit's own protocol, with packages that cost more to load than all the
// rest; dox does neither.
const unused = {
  name: 'unused',
  setup(build) {
    build.onResolve({ filter: /^(ssh2|@grpc\/grpc-js|@grpc\/proto-loader|protobufjs)$/ }, ({ path }) => ({
      path,
      namespace: 'unused',
    }));
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
    // docker-modem describes each request at length for a debugger that is not there, which costs more than sending it
    build.onLoad({ filter: /docker-modem\/lib\/modem\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace(/debug\('Sending: %s', util\.inspect\(options, \{[^}]*\}\)\);/, '');
      if (contents === text) throw new Error(`${path} is not what it was: see scripts/build.mjs`);
      return { contents };
    });
  },
};

const { outputFiles, metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
  plugins: [unused],
});

// CommonJS packages call `require` for Node's own modules; a module has none unless it makes one.
const makeRequire =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);\n";

const licences = licenceTexts(bundledPackages(metafile));

rmSync(dist, { recursive: true, force: true });
for (const { path, text } of outputFiles) {
  const isEntry = relative(dist, path) === 'main.js';
  const start = text.includes('typeof require') ? makeRequire : '';
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${isEntry ? '#!/usr/bin/env node\n' : ''}${start}${text}`);
  if (isEntry) chmodSync(path, 0o755);
}
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licences);

/** The folders of the packages that have bytes in the output, sorted. */
function bundledPackages({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  return [...new Set(folders)].sort();
}

function licenceTexts(folders) {
  const parts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const files = readdirSync(join(root, folder))
      .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
      .sort();
    if (files.length === 0 && license === undefined) throw new Error(`${folder} goes into dist/, but has no licence`);
    const texts = files.map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
    return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
  });
  return ['dox contains the following packages.\n', ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}
