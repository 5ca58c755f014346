/** One image for all that is built with a C compiler, so that the next project of this kind finds it made. */
export const cImage = {
  image: 'debian:bookworm-slim',
  system: [
    'build-essential',
    'autoconf',
    'automake',
    'libtool',
    'gettext',
    'pkg-config',
    'cmake',
    'meson',
    'ninja-build',
  ],
} as const;
