import { quoted } from '../base/printable.ts';
import type { SystemPackage } from './config.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import { isNothing, itemsOf, type Tree } from './yaml-tree.ts';

/** A Debian package's name (Debian policy 5.6.7). */
const packageName = /^[a-z0-9][a-z0-9+.-]+$/;
/** Debian's version characters, and those of conditions on them. */
const versionText = /^[A-Za-z0-9.+~:*<>=, -]+$/;

/** The packages of a checked value of `system`; wrong names and doubles go to the log. */
export function readSystem(value: Tree, owner: string, log: DiagnosticLog): readonly SystemPackage[] {
  const packages = new Map<string, SystemPackage>();
  for (const { name, version, span } of writtenPackages(value)) {
    const problem = problemOf(name, version);
    if (problem !== null) log.error(span, `"system"${owner}: ${problem}`);
    else if (packages.has(name)) log.error(span, `"system"${owner} has the package ${quoted(name)} twice`);
    else packages.set(name, { name, version, place: log.place(span.start) });
  }
  return [...packages.values()];
}

interface WrittenPackage {
  readonly name: string;
  readonly version: string | null;
  readonly span: Span;
}

function writtenPackages(value: Tree): WrittenPackage[] {
  return itemsOf(value).flatMap(packagesOf);
}

function packagesOf(item: Tree): WrittenPackage[] {
  switch (item.kind) {
    case 'text':
      return [{ ...splitVersion(item.text.trim()), span: item.span }];
    case 'list':
      return [];
    case 'map':
      return [...item.entries].map(([name, entry]) => {
        const version = isNothing(entry.value) || entry.value.kind !== 'text' ? null : entry.value.text.trim();
        return { name, version: version === null ? null : withoutEquals(version), span: entry.keySpan };
      });
  }
}

/** `name`, `name=1.6.*` as for apt, or `name >=3.0 <3.1`. */
function splitVersion(text: string): { name: string; version: string | null } {
  const at = text.search(/[\s=<>]/);
  if (at < 0) return { name: text, version: null };
  return { name: text.slice(0, at), version: withoutEquals(text.slice(at).trim()) };
}

function withoutEquals(version: string): string {
  return version.startsWith('=') ? version.replace(/^={1,2} ?/, '') : version;
}

function problemOf(name: string, version: string | null): string | null {
  if (/^[a-z0-9][a-z0-9+.-]+:[a-z0-9-]+$/.test(name)) {
    return `${quoted(name)} names an architecture: dox installs packages of the image's own only`;
  }
  if (!packageName.test(name)) return `${quoted(name)} is not the name of a Debian package`;
  if (version !== null && !versionText.test(version)) {
    return `${quoted(version)} is not a version; write 1.6.*, 3.8.0-11 or ">=3.0 <3.1"`;
  }
  return null;
}
