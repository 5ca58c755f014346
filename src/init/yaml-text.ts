import { Document, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isMap, type Value, type ValueMap } from './value.ts';

/** A key with what stands below it, and the comment above it: lines without `#`. */
export type YamlPart = {
  readonly key: string;
  readonly comment?: readonly string[];
  /** A blank line comes before it. */
  readonly isApart?: boolean;
} & ({ readonly value: Value } | { readonly parts: readonly YamlPart[] });

export interface YamlFile {
  readonly parts: readonly YamlPart[];
  /** Lines without `#`, at the beginning and at the end. */
  readonly header: readonly string[];
  readonly footer: readonly string[];
}

/** How long a list or mapping may be that stands in one line. */
const longestLine = 100;

/** The text of a YAML file: short lists in one line, texts of several lines as blocks, in quotes what else would not stay the same. */
export function yamlText({ parts, header, footer }: YamlFile): string {
  const document = new Document();
  document.contents = mapOf(parts);
  const body = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  return `${comment(header)}\n${body}${footer.length === 0 ? '' : `\n${comment(footer)}`}`;
}

function comment(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '#\n' : `# ${line}\n`)).join('');
}

function mapOf(parts: readonly YamlPart[]): YAMLMap {
  const map = new YAMLMap();
  for (const part of parts) {
    const key = scalar(part.key);
    if (part.comment !== undefined) key.commentBefore = part.comment.map((line) => ` ${line}`).join('\n');
    if (part.isApart) key.spaceBefore = true;
    map.items.push(new Pair(key, 'parts' in part ? mapOf(part.parts) : nodeOf(part.value, part.key)));
  }
  return map;
}

/** `key` is what it belongs to: commands stand one below the other, their words beside each other. */
function nodeOf(value: Value, key: string): Node {
  if (value === null || typeof value !== 'object') return scalar(value);
  const inOneLine = fitsInOneLine(value) && key !== 'commands' && key !== 'prep' && key !== 'env';
  if (isMap(value)) return mapNode(value, key === '' || inOneLine);
  const list = new YAMLSeq();
  list.flow = inOneLine || key === '' || value.length === 0;
  for (const item of value as readonly Value[])
    list.items.push(typeof item === 'string' ? textItem(item) : nodeOf(item, ''));
  return list;
}

function mapNode(value: ValueMap, flow: boolean): YAMLMap {
  const map = new YAMLMap();
  map.flow = flow;
  for (const [name, each] of Object.entries(value)) {
    map.items.push(new Pair(scalar(name), each === null ? null : nodeOf(each, flow ? '' : name)));
  }
  return map;
}

function scalar(value: string | number | boolean | null): Scalar {
  const node = new Scalar<unknown>(value);
  if (typeof value === 'string' && !isPlain(value)) node.type = Scalar.QUOTE_DOUBLE;
  return node;
}

/** The blanks at the end of a command that stands in a block mean nothing. */
function textItem(text: string): Scalar {
  const node = scalar(text);
  if (text !== text.trimEnd()) node.type = Scalar.QUOTE_DOUBLE;
  return node;
}

/** In quotes, characters can be told by their numbers that YAML does not take as they are. */
function isPlain(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\u2028\u2029\uFEFF\uFFFE\uFFFF]/u.test(text.replace(/[\n\t]/g, ''));
}

function fitsInOneLine(value: Value): boolean {
  const text = JSON.stringify(value);
  return text.length <= longestLine && !text.includes('\\n');
}
