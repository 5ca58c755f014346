import { hostName, pathPart } from '../base/image-grammar.ts';

const reference = new RegExp(
  `^(?:${hostName}/)?${pathPart}(?:/${pathPart})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[a-z0-9]+:[0-9a-fA-F]{32,})?$`,
);

/**
 * Whether a text can name an image: `[host[:port]/]path[:tag][@digest]` as in the distribution project's
 * reference grammar, or an image's id (`sha256:` and 64 digits, or digits alone).
 */
export function isImageReference(text: string): boolean {
  return text.length <= 512 && (/^(?:sha256:)?[0-9a-f]{12,64}$/.test(text) || reference.test(text));
}
