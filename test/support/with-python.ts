import type { TestEngine } from './setup.ts';

/** The top of a dox.yml with Python 3.11: of one project for all tests, so that each engine prepares the image once. */
export function withPython({ prefix }: Pick<TestEngine, 'prefix'>): string {
  return `project: with-python\nimage: ${prefix}debian:bookworm-slim\nsystem: [python3-minimal, libpython3-stdlib]\n`;
}
