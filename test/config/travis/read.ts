import type { Target } from '../../../src/config/config.ts';
import type { ReadResult } from '../../../src/config/config-source.ts';
import { projectFiles } from '../../../src/config/project-files.ts';
import { readTravisConfig } from '../../../src/config/travis/travis-config.ts';

export interface Asked {
  /** Files of the project beside .travis.yml, all of them empty. */
  readonly files?: readonly string[];
  readonly names?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What dox makes of a .travis.yml with this text. */
export function readText(text: string, { files = [], names = [], env = {} }: Asked = {}): ReadResult {
  const shown = (path: string): string => path;
  const known = {
    ...projectFiles('/nowhere'),
    exists: (path: string) => (files.includes(path) ? ('file' as const) : null),
    read: (path: string) => (path === '.travis.yml' ? Buffer.from(text) : null),
  };
  return readTravisConfig({ files: known, file: '.travis.yml', shown, names, env });
}

/** The targets of a text that has no mistakes. */
export function targetsOf(text: string, asked?: Asked): readonly Target[] {
  const { config, diagnostics } = readText(text, asked);
  if (config === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return config.targets;
}

/** The one target of a text. */
export function targetOf(text: string, asked?: Asked): Target {
  const [target, ...others] = targetsOf(text, asked);
  if (target === undefined || others.length > 0) throw new Error(`${others.length + 1} targets`);
  return target;
}

export function namesIn(text: string, asked?: Asked): readonly string[] {
  return targetsOf(text, asked).map(({ name }) => name);
}

export function commandsOf(target: Target): readonly string[] {
  return target.commands.map((command) => (command.kind === 'script' ? command.text : command.argv.join(' ')));
}

export function imageOf(target: Target): string {
  const [image] = target.images;
  return image?.kind === 'reference' ? image.reference : '';
}
