import { ExitCode } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import { createStyle, type Style, wantsColor } from '../base/style.ts';
import { version } from '../base/version.ts';
import { diagnoseEngines, type EngineDiagnosis } from '../engine/connect.ts';
import type { EngineInfo } from '../engine/engine.ts';
import type { Flags } from '../flags.ts';
import { refuseWords } from './refuse-words.ts';

/** `dox doctor`: where dox looks for an engine, which one it takes, and what will not work with it and why. */
export async function doctor(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  refuseWords('doctor', words);
  const controller = new AbortController();
  const deaf = io.onSignal(() => controller.abort());
  const { env, user } = io;
  const diagnosis = await diagnoseEngines({ env, home: user.home, uid: user.uid, signal: controller.signal });
  deaf();
  const style = createStyle(wantsColor(flags.color ?? 'auto', io.env, io.stdout.isTTY === true));
  io.stdout.write(`${text(diagnosis, io, style).join('\n')}\n`);
  return diagnosis.chosen === null ? ExitCode.couldNotRun : ExitCode.ok;
}

function text(diagnosis: EngineDiagnosis, io: Io, style: Style): string[] {
  const { tried, chosen, problem, podman } = diagnosis;
  const lines = [
    `dox ${version}, Node ${io.nodeVersion}, as ${io.user.name} (uid ${io.user.uid})`,
    '',
    'looked for an engine at:',
  ];
  for (const { candidate, probe } of tried) {
    const taken = chosen?.host === `unix://${candidate.path}`;
    const what = probe.state === 'answers' ? 'answers' : probe.why;
    lines.push(`  ${taken ? style.green('*') : ' '} ${candidate.path} (${candidate.chosenBy}): ${what}`);
  }
  lines.push(`    podman program: ${podman ?? 'none on PATH'}`, '');
  if (chosen !== null) return [...lines, ...engineLines(chosen, io, style)];
  lines.push(style.red(problem?.message ?? 'no engine'));
  if (problem?.detail !== undefined) lines.push(problem.detail);
  if (problem?.hint !== undefined) lines.push(`${style.cyan('hint:')} ${problem.hint}`);
  return lines;
}

function engineLines(engine: EngineInfo, io: Io, style: Style): string[] {
  const { kind, version: number, apiVersion, rootless, host, chosenBy, platform, buildkit } = engine;
  return [
    style.bold(`uses ${kind} ${number} (API ${apiVersion}), ${rootless ? 'rootless' : 'rootful'}, ${platform}`),
    `  socket: ${host} (${chosenBy})`,
    `  builds: ${buildkit ? 'BuildKit' : kind === 'podman' ? 'buildah' : 'the classic builder'}`,
    `  files that tests write belong to: ${io.user.name}`,
    ...limits(engine, io).map((line) => `  ${style.yellow('note:')} ${line}`),
  ];
}

const oldest = { docker: [20, 10], podman: [4, 0] } as const;

/** What will not work, or not as elsewhere, and what to do about it. */
function limits(engine: EngineInfo, io: Io): string[] {
  const notes: string[] = [];
  const [major = 0, minor = 0] = engine.version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = oldest[engine.kind];
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
    notes.push(`dox is tested with ${engine.kind} ${wantedMajor}.${wantedMinor} and newer; this one is older`);
  }
  if (!engine.buildkit) notes.push('a Dockerfile that needs BuildKit (`RUN --mount=type=ssh`, heredocs) may fail here');
  if (engine.rootless) {
    notes.push('`privileged`, `devices` and `network: host` reach only as far as your own rights');
    notes.push('`memory` and `cpus` need cgroup v2 with delegation: where that is missing the engine refuses them');
  }
  if (engine.rootless && engine.kind === 'podman' && io.user.uid === 0) {
    notes.push("you are root, the engine is another user's: the written files will be that user's");
  }
  return notes;
}
