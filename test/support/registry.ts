const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';

interface Manifest {
  readonly config: { readonly digest: string };
  readonly layers: readonly { readonly digest: string }[];
}

/** Gives an image of the tests' registry another name there, which it takes from whatever had it; returns its digest. */
export async function nameInRegistry(registry: string, from: string, to: string): Promise<string> {
  const [source = '', sourceTag = ''] = from.split(':');
  const [repository = '', tag = ''] = to.split(':');
  const at = (path: string): string => `http://${registry}/v2/${path}`;
  const found = await fetch(at(`${source}/manifests/${sourceTag}`), { headers: { Accept: manifestType } });
  const body = await found.text();
  if (!found.ok) throw new Error(`${from}: ${body}`);
  const { config, layers } = JSON.parse(body) as Manifest;
  for (const { digest } of [config, ...layers]) {
    const mounted = await fetch(at(`${repository}/blobs/uploads/?mount=${digest}&from=${source}`), { method: 'POST' });
    if (mounted.status !== 201) throw new Error(`${to}: ${await mounted.text()}`);
  }
  const headers = { 'Content-Type': manifestType };
  const put = await fetch(at(`${repository}/manifests/${tag}`), { method: 'PUT', headers, body });
  if (!put.ok) throw new Error(`${to}: ${await put.text()}`);
  return put.headers.get('docker-content-digest') ?? '';
}
