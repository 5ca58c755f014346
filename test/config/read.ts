import { formatDiagnostics } from '../../src/base/format-diagnostics.ts';
import type { Config, Target } from '../../src/config/config.ts';
import { readDoxYml } from '../../src/config/dox-yml.ts';
import type { Exists } from '../../src/config/project-path.ts';

/** Reads a text as /code/shop/dox.yml; by default every path exists, as a folder if it has no dot in it. */
export function read(text: string | Uint8Array, exists: Exists = anything) {
  return readDoxYml({ file: '/code/shop/dox.yml', root: '/code/shop', text, exists });
}

/** The config of a text that must be right. */
export function config(text: string | Uint8Array, exists?: Exists): Config {
  const result = read(text, exists);
  if (result.config === null) throw new Error(formatDiagnostics(result.diagnostics));
  return result.config;
}

/** One target of a text that must be right. */
export function target(text: string, name: string, exists?: Exists): Target {
  const found = config(text, exists).targets.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no target ${name}`);
  return found;
}

/** All that dox says about a text. */
export function complaints(text: string | Uint8Array, exists?: Exists): string {
  return formatDiagnostics(read(text, exists).diagnostics);
}

export function references({ images }: Target): string[] {
  return images.map((image) => (image.kind === 'reference' ? image.reference : `build ${image.dockerfile}`));
}

export function scripts({ commands }: Target): string[] {
  return commands.map((command) => (command.kind === 'script' ? command.text : command.argv.join(' ')));
}

function anything(path: string): 'file' | 'folder' {
  return path === '.' || !(path.includes('.') || path.includes('Dockerfile')) ? 'folder' : 'file';
}
