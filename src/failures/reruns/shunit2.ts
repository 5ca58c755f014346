import type { RerunSyntax } from '../rerun-syntax.ts';

/** `sh a_test.sh -- testOne testTwo`: the script hands its own words to shunit2, which takes names behind `--`. */
export const shunit2Rerun: RerunSyntax = {
  runner: 'shunit2',
  programs: ['sh', 'bash', 'dash', 'ksh', 'zsh'],
  commands: () => 'shunit2 does not say which script has the tests',
  arguments(failures, own) {
    const [script, ...others] = own;
    if (script === undefined || script.startsWith('-')) return 'the script with the tests is not known';
    if (others.length > 0) return `\`${others.join(' ')}\` in its command may select tests already`;
    return ['--', ...failures.map(({ id, rerunId }) => rerunId ?? id)];
  },
};
