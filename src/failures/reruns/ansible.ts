import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** Ansible begins at a task and goes on to the end: `--start-at-task 'Install it' --limit one,two`. */
export const ansibleRerun: RerunSyntax = {
  runner: 'ansible',
  programs: ['ansible-playbook'],
  commands: () => 'Ansible does not print which playbook failed: give it --start-at-task and --limit',
  arguments: (failures, own) => {
    const selects = own.find((word) => /^(?:--start-at-task|--limit|-l)(?:=|$)/.test(word));
    if (selects !== undefined) return `its ${selects.split('=')[0]} selects already`;
    const tasks = [...new Set(failures.map(taskOf))];
    const [task] = tasks;
    if (task === undefined || tasks.length > 1) return 'Ansible can start at one task only, and several failed';
    const hosts = [...new Set(failures.map(hostOf))];
    return ['--start-at-task', task.replace(/[[*?]/g, '[$&]'), '--limit', hosts.join(',')];
  },
};

function hostOf({ id }: Failure): string {
  return id.slice(0, Math.max(0, id.indexOf(': ')));
}

function taskOf({ id }: Failure): string {
  return id.slice(id.indexOf(': ') + 2);
}
