import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callEngine } from './engine-objects.ts';
import { Project } from './project.ts';
import type { TestEngine } from './setup.ts';

/** An image that dox made ready, as its result says. */
export interface MadeImage {
  readonly reference: string;
  readonly reused: boolean;
  readonly base: string;
  readonly system: Readonly<Record<string, string>>;
}

/** Lets dox make a curated image, by a target that does nothing else. */
export async function makeCurated(engine: TestEngine, reference: string): Promise<MadeImage> {
  const project = new Project(engine, { 'dox.yml': `image: ${reference}\ncommands: ['true']\n` });
  try {
    const run = await project.dox(['--result-json', 'out.json'], { timeout: 600_000 });
    if (run.code !== 0) throw new Error(run.all);
    const [image] = JSON.parse(readFileSync(join(project.path, 'out.json'), 'utf8')).images;
    return image;
  } finally {
    project.remove();
  }
}

/** Gives the bases of curated images their plain names, for an engine that has its images from a local registry only. */
export async function nameBases({ prefix, ...engine }: TestEngine): Promise<void> {
  if (prefix === '') return;
  for (const release of ['bullseye', 'bookworm', 'trixie']) {
    const path = `/images/${encodeURIComponent(`${prefix}debian:${release}-slim`)}/tag?repo=debian&tag=${release}-slim`;
    await callEngine({ prefix, ...engine }, 'POST', path);
  }
}
