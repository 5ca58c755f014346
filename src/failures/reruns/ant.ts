import type { RerunSyntax } from '../rerun-syntax.ts';

const reason = "what a build.xml's junit task runs is written in it, and nothing given to ant changes that";

/** Ant's task has no way to select tests but by properties that a build file invents. */
export const antRerun: RerunSyntax = {
  runner: 'ant',
  programs: ['ant'],
  commands: () => reason,
  arguments: () => reason,
};
