import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner } from '../parser.ts';
import { Tally } from '../tally.ts';
import { AnsibleRun, errorMarks } from './ansible-run.ts';

/** ansible-playbook, 1.8 to 2.19, with the default callback. Source: lib/ansible/plugins/callback/default.py. */
export const ansible: Runner = { name: 'ansible', parser: () => new AnsibleParser() };

class AnsibleParser implements Parser {
  readonly runner = 'ansible';
  readonly triggers = [
    ...['TASK [', 'TASK: [', 'RUNNING HANDLER [', 'CLEANUP TASK [', 'NOTIFIED: [', 'GATHERING FACTS'],
    ...['fatal: [', 'failed: [', '...ignoring', 'PLAY RECAP ', ...errorMarks],
  ].map((start) => ({ start }));
  readonly #tally = new Tally();
  #run = new AnsibleRun();
  #complete: boolean | null = null;

  line({ text }: Line): boolean {
    const wanted = this.#run.line(text);
    if (!wanted && this.#run.isClosed) this.#finish();
    return wanted;
  }

  #finish(): void {
    if (this.#run.wasThere) {
      this.#tally.add(this.#run.result());
      this.#complete = this.#run.isClosed;
    }
    this.#run = new AnsibleRun();
  }

  end(): RunnerReport | null {
    this.#finish();
    return this.#complete === null ? null : this.#tally.report(this.runner, this.#complete);
  }
}
