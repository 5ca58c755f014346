import type { BindepRule } from '../config/bindep/bindep-rule.ts';
import { platformProfiles, readOsRelease } from '../config/bindep/platform-profiles.ts';
import { selectRules } from '../config/bindep/select-rules.ts';
import { isPackageName } from './apt.ts';
import type { ImagePlan } from './plan.ts';

/** An image plan with what its bindep.txt asks for among `system`, or why that cannot be. */
export type Settled =
  | { readonly ok: true; readonly plan: ImagePlan }
  | {
      readonly ok: false;
      /** The end of a sentence that begins with the image. */
      readonly message: string;
      readonly detail: string;
    };

/**
 * Chooses the packages of a plan's bindep.txt for the distribution of its base, by its os-release(5). Rules for other
 * distributions leave no trace. A package that `system` names too must be as both want it.
 */
export function settleBindep(plan: ImagePlan, osRelease: string | null): Settled {
  const { bindep } = plan;
  if (bindep === null) return { ok: true, plan };
  const profiles = platformProfiles(osRelease);
  const chosen = selectRules(bindep.rules, profiles);
  const listed = (rules: readonly BindepRule[]): string =>
    rules.map(({ name, line }) => `${bindep.file}:${line}: ${name}`).join('\n');
  const distribution = readOsRelease(osRelease ?? '').get('ID') ?? 'unknown';
  if (chosen.length > 0 && !profiles.includes('platform:dpkg')) {
    const message = `(${distribution}) has no apt, and dox knows only apt so far`;
    return { ok: false, message, detail: listed(chosen) };
  }
  const strange = chosen.filter(({ name }) => !isPackageName(name));
  if (strange.length > 0) {
    return { ok: false, message: `(${distribution}): no Debian package has such a name`, detail: listed(strange) };
  }
  const wanted = new Map(plan.system.map((each) => [each.name, each]));
  for (const { name, versions, line } of chosen) {
    const terms = [wanted.get(name)?.version ?? '', ...versions].filter((term) => term !== '');
    const version = terms.length === 0 ? null : [...new Set(terms)].join(' ');
    wanted.set(name, { name, version, place: { file: bindep.file, line, column: 1 } });
  }
  return { ok: true, plan: { ...plan, system: [...wanted.values()], bindep: null } };
}
