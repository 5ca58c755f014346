import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The folder of dox.yml files of the first dox, beside the checkout or where DOX_CORPORA says; null if missing. */
export function doxYmlCorpus(): string | null {
  const corpora = resolve(repository, process.env.DOX_CORPORA ?? '../shared/corpora');
  const folder = join(corpora, 'doxyml');
  if (existsSync(folder)) return folder;
  // biome-ignore lint/suspicious/noConsole: a skipped corpus must not go unseen.
  console.warn(`SKIPPED: there is no ${folder}; set DOX_CORPORA to the folder with the corpora`);
  return null;
}
