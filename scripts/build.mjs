// Builds dist/: main.js, which loads program.js with what V8 has compiled of it before, that program as one function, the
// page's parts, and the licences of all packages that went into them.
//
//   node scripts/build.mjs
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

/**
 * What packages load at their start for what dox never asks of them, by who asks: it costs more than all the rest.
 * Of dockerode dox uses the transport, and that without ssh and TLS and with Node's own streams; commander could start
 * programs.
 */
const unused = [
  ['dockerode/lib/docker.js', /^\.\//, '{}'],
  ['docker-modem', /^(ssh2|https)$/, '{}'],
  ['docker-modem', /^readable-stream$/, 'require("stream")'],
  ['commander', /^node:child_process$/, '{}'],
];

const lean = {
  name: 'lean',
  setup(build) {
    for (const [name, wanted, instead] of unused) {
      build.onResolve({ filter: wanted }, ({ path, importer }) =>
        `${importer}/`.includes(`/node_modules/${name}/`)
          ? { path: `${name}/${path}`, namespace: 'unused', pluginData: instead }
          : undefined,
      );
    }
    build.onLoad({ filter: /.*/, namespace: 'unused' }, ({ pluginData }) => ({
      contents: `module.exports = ${pluginData};`,
    }));
    // docker-modem describes each request at length for a debugger that is not there, which costs more than sending it
    build.onLoad({ filter: /docker-modem\/lib\/modem\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace(/debug\('Sending: %s', util\.inspect\(options, \{[^}]*\}\)\);/, '');
      if (contents === text) throw new Error(`${path} is not what it was: see scripts/build.mjs`);
      return { contents };
    });
  },
};

/** Where the build's own hash goes (base/version.ts), once all of it is known. */
const buildPlace = '<the hash of this build>';

const common = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // of Node's own modules too: a script that is run from a text knows no other way
  supported: { 'dynamic-import': false },
  minifySyntax: true,
  minifyWhitespace: true,
  // what main.js reads it as
  charset: 'ascii',
  legalComments: 'none',
  write: false,
  logLevel: 'warning',
  define: {
    __DOX_BUILD__: JSON.stringify(buildPlace),
    'import.meta.dirname': '__dirname',
    // what packages make a `require` of, which takes paths too
    'import.meta.url': '__filename',
  },
};

const { outputFiles: launchFiles } = await build({
  ...common,
  entryPoints: [{ in: 'src/launch.ts', out: 'main' }],
  banner: { js: '#!/usr/bin/env node' },
});

const { outputFiles, metafile } = await build({
  ...common,
  entryPoints: [{ in: 'src/main.ts', out: 'program' }],
  metafile: true,
  // its modules, of which only those that are used come along
  alias: { yaml: './node_modules/yaml/browser/dist/index.js' },
  plugins: [lean],
  // src/launch.ts calls it
  banner: { js: '(function (require, __filename, __dirname) {' },
  footer: { js: '})' },
});

/** What the page of --html runs and looks like: for browsers of 2024 and newer, which know `light-dark()` and relative colours. */
const { outputFiles: pageFiles } = await build({
  absWorkingDir: root,
  entryPoints: [
    { in: 'src/report/html/page/main.ts', out: 'page' },
    { in: 'src/report/html/page/style.css', out: 'page' },
  ],
  outdir: 'dist',
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: ['chrome123', 'firefox128', 'safari17.5'],
  minify: true,
  // it stands in a script element
  charset: 'ascii',
  legalComments: 'none',
  write: false,
  logLevel: 'warning',
});
for (const { path, text } of pageFiles) {
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${path} would end the element that it stands in`);
}

const buildHash = createHash('sha256');
for (const { text } of [...launchFiles, ...outputFiles, ...pageFiles]) buildHash.update(text);
const buildId = buildHash.digest('hex').slice(0, 16);

const licences = licenceTexts(bundledPackages(metafile));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
// the package's own files are modules
writeFileSync(join(dist, 'package.json'), '{"type":"commonjs"}\n');
for (const { path, text } of [...launchFiles, ...outputFiles]) writeFileSync(path, text.replace(buildPlace, buildId));
chmodSync(join(dist, 'main.js'), 0o755);
for (const { path, text } of pageFiles) writeFileSync(path, text.trimEnd());
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
