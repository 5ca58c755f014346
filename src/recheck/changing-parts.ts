/**
 * What is another one each time in the text of an error: addresses, ids (hexadecimal with a digit, from seven characters on,
 * as of a commit), paths, and numbers: words that begin with a digit, and what ends in several, such as `vm12`. One digit in a
 * word is part of its name (`IPv4`).
 */
const changing =
  /https?:\/\/\S+|0x[0-9a-f]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?=[a-f]{0,40}\d)[0-9a-f]{7,64}\b|(?:\/[\w.-]{1,200}){2,20}|\b\d\w*(?:[.:]\d\w*){0,40}[.:]?|\d{2,}/gi;

/** What stays of an error's text from run to run, in the pieces between. */
export function lastingParts(text: string): readonly string[] {
  return text.split(changing);
}
