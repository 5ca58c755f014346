import type { Io } from './io.ts';

/** Folders outside of the project, by the XDG base directory specification. */
export function xdgFolder(
  io: Pick<Io, 'env'> & { readonly user: Pick<Io['user'], 'home'> },
  kind: 'cache' | 'state',
): string {
  const [variable, usual] = kind === 'cache' ? ['XDG_CACHE_HOME', '.cache'] : ['XDG_STATE_HOME', '.local/state'];
  const set = io.env[variable];
  return `${set?.startsWith('/') ? set : `${io.user.home}/${usual}`}/dox`;
}
