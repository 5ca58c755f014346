import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { keepJson, keptJson } from '../base/kept-json.ts';
import type { Answer, Answers } from './api.ts';

/** Keeps answers in files below a folder, or, where it is null, only as long as the program runs. */
export function createAnswers(folder: string | null): Answers {
  const known = new Map<string, Answer>();
  const path = (address: string): string | null =>
    folder === null ? null : join(folder, `${createHash('sha256').update(address).digest('hex').slice(0, 32)}.json`);
  return {
    get(address) {
      const at = path(address);
      return known.get(address) ?? (at === null ? null : keptJson<Answer>(at));
    },
    set(address, answer) {
      known.set(address, answer);
      const at = path(address);
      if (at !== null) keepJson(at, answer);
    },
  };
}
