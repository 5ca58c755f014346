import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

/** Writes a file so that who reads it sees the old text or the new one, never a half. Throws what Node throws. */
export function replaceFile(path: string, text: string): void {
  const unfinished = besides(path);
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** The same with a text that comes in parts; an error of whoever gives them leaves the old file too. */
export async function replaceFileByParts(path: string, parts: AsyncIterable<string>): Promise<void> {
  const unfinished = besides(path);
  try {
    await writeFile(unfinished, parts);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function besides(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}`;
}
