import type { Place } from '../../../base/diagnostic.ts';
import { splitNames } from '../../../base/expand-braces.ts';
import { DiagnosticLog } from '../../diagnostic-log.ts';
import { textOf } from '../ini/ini-file.ts';
import { readIniconfig } from '../ini/read-iniconfig.ts';

/** An image that the file names. */
export interface NamedImage {
  readonly reference: string;
  readonly place: Place;
}

/** What the first dox read in a tox.ini besides tox: `[docker]`. */
export interface DockerSection {
  /** `image`, `images`: for all environments. */
  readonly images: readonly NamedImage[];
  /** An image for the environments with a factor, as `py36 = python:3.6`; by the factor. */
  readonly byFactor: ReadonlyMap<string, NamedImage>;
}

/** Reads `[docker]` of an INI file; empty where there is none. */
export function dockerSection(text: string, file: string): DockerSection {
  const section = readIniconfig(text).sections.get('docker');
  const log = new DiagnosticLog(file, text);
  const images: NamedImage[] = [];
  const byFactor = new Map<string, NamedImage>();
  for (const value of section?.values.values() ?? []) {
    const place = log.place(value.offset);
    const named = splitNames(textOf(value).replaceAll('\n', ',')).map((reference) => ({ reference, place }));
    const [first] = named;
    if (value.key === 'image' || value.key === 'images') images.push(...named);
    else if (first !== undefined) byFactor.set(value.key, first);
  }
  return { images, byFactor };
}
