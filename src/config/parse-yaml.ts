import { type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode, parseDocument, type YAMLError } from 'yaml';
import { quoted } from '../base/printable.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import { psychText } from './psych-scalar.ts';
import { expandedSize, isNothing, type MapEntry, type TextTree, type Tree } from './yaml-tree.ts';

/** How many values a file may hold once its aliases are written out. */
const mostValues = 100_000;
/** Syntax errors after these are mostly echoes of the first. */
const mostSyntaxErrors = 10;
/** Tags of YAML's own types, which say what a plain value is anyway. */
const plainTags: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);

/**
 * What other programs let pass: of a key that is given twice the last one counts, a merge key wins over what is above it,
 * an alias without an anchor is nothing, tags mean nothing, and only the first document is read (Ruby's Psych).
 */
export interface LenientYaml {
  /** Is told of each key that is given twice. */
  readonly twice: (name: string, span: Span) => void;
}

/** The tree of a YAML 1.2 text (with merge keys), or null if it is empty or wrong; then the log says why. */
export function parseYaml(text: string, log: DiagnosticLog, lenient: LenientYaml | null = null): Tree | null {
  const strict = lenient === null;
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'warn', strict });
  const errors = document.errors.filter(({ code }) => strict || code !== 'MULTIPLE_DOCS');
  if (errors.length > 0) {
    reportSyntax(errors, log);
    return null;
  }
  const { contents } = document as Document.Parsed;
  if (contents === null) return null;
  const converter = new Converter(log, lenient);
  const tree = converter.convert(contents, spanOf(contents));
  if (converter.lostAliases > 0) return null;
  const size = expandedSize(tree);
  if (size > mostValues && converter.aliases > 0) {
    const shown = size < 1e9 ? size.toLocaleString('en-US') : 'more than a billion';
    const message = `the anchors of this file stand for ${shown} values`;
    log.error(spanOf(contents), message, 'write out what the tests need; an alias (*name) copies all of its anchor');
    return null;
  }
  return tree;
}

function reportSyntax(errors: readonly YAMLError[], log: DiagnosticLog): void {
  const seen = new Set<number>();
  for (const error of errors) {
    const [start, end] = error.pos;
    if (seen.has(start) || seen.size >= mostSyntaxErrors) continue;
    seen.add(start);
    const opened = openQuote(error, log.text);
    if (opened !== null) log.error({ start: opened, end: opened + 1 }, 'this quotation mark is not closed');
    else {
      const [message, hint] = explainSyntax(error, log.text);
      log.error({ start: Math.min(start, log.text.length), end }, message, hint);
    }
  }
}

/** Where the quoted text begins whose end the parser missed: it ran on from the last mark of the kind. */
function openQuote(error: YAMLError, text: string): number | null {
  const mark = /^Missing closing (["'])quote$/.exec(error.message)?.[1];
  if (mark === undefined) return null;
  let at = text.lastIndexOf(mark, error.pos[0] - 1);
  while (at > 0 && text[at - 1] === '\\') at = text.lastIndexOf(mark, at - 1);
  return at < 0 ? null : at;
}

/** The parser's message in dox's words where it is hard to understand, and what to do. */
function explainSyntax(error: YAMLError, text: string): [message: string, hint?: string] {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return ['YAML does not allow tabs as indentation', 'indent with blanks'];
    case 'MULTIPLE_DOCS':
      return ['a second YAML document begins here; dox reads one', 'remove the line "---"'];
    case 'BLOCK_AS_IMPLICIT_KEY':
      return ['": " makes a mapping of this text', 'put the whole text in single quotes'];
    case 'BAD_SCALAR_START':
      return [
        `a text cannot begin with ${quoted(text.charAt(error.pos[0]))} here`,
        'put the whole text in single quotes',
      ];
    case 'RESOURCE_EXHAUSTION':
      return ['the values are nested too deeply'];
    case 'UNEXPECTED_TOKEN':
      return [sentence(error.message), 'if this is one text, put all of it in single quotes'];
    case 'MISSING_CHAR':
      if (text.charAt(error.pos[0]) === '{') {
        return [
          '"{" begins a mapping in a list written with [ ]',
          "put the whole text in single quotes: ['… {posargs}']",
        ];
      }
      break;
    default:
      break;
  }
  const closing = /end with a ([\]}])$/.exec(error.message)?.[1];
  return [closing === undefined ? sentence(error.message) : `a closing "${closing}" is missing before this`];
}

function sentence(message: string): string {
  return `YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function spanOf(node: ParsedNode): Span {
  const [start, end] = node.range;
  return { start, end };
}

/** Turns the parser's nodes into a Tree, in the order of the file, since an alias means the last anchor before it. */
class Converter {
  aliases = 0;
  /** Those that stand for nothing, so that the tree is not what was meant. */
  lostAliases = 0;
  readonly #log: DiagnosticLog;
  readonly #lenient: LenientYaml | null;
  readonly #anchors = new Map<string, Tree | 'open'>();

  constructor(log: DiagnosticLog, lenient: LenientYaml | null) {
    this.#log = log;
    this.#lenient = lenient;
  }

  /** `at` is the place of a value that is not written at all. */
  convert(node: ParsedNode | null, at: Span): Tree {
    if (node === null) return nothing(at);
    if (isAlias(node)) return this.#alias(node.source, spanOf(node));
    this.#checkTag(node);
    if (node.anchor === undefined) return this.#content(node);
    this.#anchors.set(node.anchor, 'open');
    const tree = this.#content(node);
    this.#anchors.set(node.anchor, tree);
    return tree;
  }

  #content(node: ParsedNode): Tree {
    const span = spanOf(node);
    if (isSeq<ParsedNode>(node)) {
      return { kind: 'list', items: node.items.map((item) => this.convert(item, span)), span };
    }
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      return { kind: 'map', entries: this.#entries(node.items), flow: node.flow ?? false, span };
    }
    if (!isScalar(node)) return nothing(span);
    const tree = text(node, span);
    if (this.#lenient === null || tree.value === null) return tree;
    if (node.type === 'PLAIN') return { ...tree, text: psychText(tree.text) };
    return tree.block ? this.#asWritten(tree) : tree;
  }

  /** A block at the end of a file without a last line end has none (libyaml); the parser adds one. */
  #asWritten(tree: TextTree): TextTree {
    const whole = this.#log.text;
    if (whole.endsWith('\n') || tree.span.end < whole.length || !tree.text.endsWith('\n')) return tree;
    const written = tree.text.slice(0, -1);
    return { ...tree, text: written, value: written };
  }

  #alias(name: string, span: Span): Tree {
    this.aliases += 1;
    const target = this.#anchors.get(name);
    if (target === 'open') this.#log.error(span, `the alias ${quoted(`*${name}`)} stands inside its own anchor`);
    else if (target === undefined) {
      if (this.#lenient !== null) return nothing(span);
      const hint = `anchor it first with &${name}, or put the text in single quotes`;
      this.#log.error(span, `the alias ${quoted(`*${name}`)} has no anchor above it`, hint);
    } else return target;
    this.lostAliases += 1;
    return nothing(span);
  }

  #entries(pairs: readonly { key: ParsedNode; value: ParsedNode | null }[]): ReadonlyMap<string, MapEntry> {
    const entries = new Map<string, MapEntry>();
    const merged = new Map<string, MapEntry>();
    for (const { key, value } of pairs) {
      const keySpan = spanOf(key);
      const tree = this.convert(value, keySpan);
      const name = this.#keyText(key);
      if (name === null) continue;
      if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
        this.#merge(tree, keySpan, merged);
        if (this.#lenient !== null) for (const [key, entry] of merged) entries.set(key, entry);
        if (this.#lenient !== null) merged.clear();
        continue;
      }
      const first = entries.get(name);
      if (first !== undefined && this.#lenient !== null) {
        if (!first.merged) this.#lenient.twice(name, keySpan);
        entries.set(name, { keySpan, value: tree, merged: false });
      } else if (first === undefined) entries.set(name, { keySpan, value: tree, merged: false });
      else {
        const { line } = this.#log.place(first.keySpan.start);
        this.#log.error(keySpan, `the key ${quoted(name)} is given twice`, `the first one is in line ${line}`);
      }
    }
    for (const [name, entry] of merged) if (!entries.has(name)) entries.set(name, entry);
    return entries;
  }

  #keyText(key: ParsedNode): string | null {
    if (isScalar(key) && typeof key.source === 'string' && key.source.trim() !== '') {
      this.#checkTag(key);
      return key.source;
    }
    this.#log.error(spanOf(key), 'a key must be a text', 'if the line is one text, put all of it in single quotes');
    return null;
  }

  #merge(tree: Tree, span: Span, into: Map<string, MapEntry>): void {
    const maps = tree.kind === 'list' ? tree.items : [tree];
    for (const map of maps) {
      if (map.kind !== 'map') {
        if (this.#lenient !== null && isNothing(map)) continue;
        this.#log.error(span, 'the merge key "<<" takes a mapping, such as *name, or a list of them');
        continue;
      }
      for (const [name, entry] of map.entries) if (!into.has(name)) into.set(name, { ...entry, merged: true });
    }
  }

  #checkTag(node: ParsedNode): void {
    if (node.tag === undefined || plainTags.has(node.tag) || this.#lenient !== null) return;
    const { start, end } = spanOf(node);
    const message = `the YAML tag ${quoted(node.tag)} before this value means nothing to dox`;
    this.#log.error({ start, end }, message, 'if the "!" belongs to a text, put all of it in single quotes');
  }
}

function text(node: ParsedNode & { source?: unknown; type?: unknown; value?: unknown }, span: Span): TextTree {
  const { value, source, type } = node;
  const written = typeof source === 'string' ? source : '';
  const block = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { kind: 'text', value: known ? value : null, text: written, block, span };
}

function nothing(span: Span): TextTree {
  return { kind: 'text', value: null, text: '', block: false, span };
}
