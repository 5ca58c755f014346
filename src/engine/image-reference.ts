/** An image's name taken apart as engines read it. */
export interface ImageReference {
  /** Everything before the tag or the digest. */
  readonly name: string;
  /** A tag, or a digest such as `sha256:…`; `latest` where none is given. */
  readonly tag: string;
  /** `docker.io` where none is given. */
  readonly registry: string;
}

/** Reads `[registry/]name[:tag][@digest]`; a digest wins over a tag, as for engines. */
export function parseReference(reference: string): ImageReference {
  const [beforeDigest = '', digest] = reference.split('@', 2);
  const colon = beforeDigest.lastIndexOf(':');
  const hasTag = colon > beforeDigest.lastIndexOf('/');
  const name = hasTag ? beforeDigest.slice(0, colon) : beforeDigest;
  const tag = hasTag ? beforeDigest.slice(colon + 1) : 'latest';
  return { name, tag: digest ?? tag, registry: registryOf(name) };
}

/** The first part is a registry if it could be a host: a dot, a port, or `localhost` (distribution/reference). */
function registryOf(name: string): string {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost';
  return isHost ? first : 'docker.io';
}
