import { type JsPlace, readPlace } from './js-place.ts';

const foreign = /node_modules|node:|internal\//;

/** Where a line of a stack points, without `file://`; null where that is the code of Node or of a package. */
export function readFrame(text: string): JsPlace | null {
  const place = foreign.test(text.slice(0, 1000)) ? null : readPlace(text);
  return place === null ? null : { ...place, file: withoutScheme(place.file) };
}

/** `/a/b.js` of `file:///a/b.js`, and of the `file:/a/b.js` that Node 18 makes of it; AVA has `file://a/b.js`. */
export function withoutScheme(file: string): string {
  return file.startsWith('file:') ? file.slice('file:'.length).replace(/^\/\//, '') : file;
}
