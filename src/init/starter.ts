import { dockerfileImage } from '../config/dockerfile-image.ts';
import type { ProjectFiles } from '../config/project-files.ts';

/** A dox.yml to begin with, where nothing says how a project is tested. */
export function starter({ exists }: Pick<ProjectFiles, 'exists'>): string {
  const image =
    dockerfileImage(exists) === null
      ? 'image: debian:bookworm-slim # any image of any registry'
      : 'build: . # the image of the Dockerfile';
  return `# Made by \`dox init\`. Nothing here says how the tests are run, so say it below; the project is mounted at /src.
# All keys: \`dox config --schema\`, or the table in dox's README.

${image}
# system: [memcached, python3-pytest] # Debian packages to install

commands:
  - make test # put the command here that runs the tests; {posargs} in it is replaced by arguments of dox
`;
}
