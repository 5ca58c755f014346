import type { CiMarks } from './ci-marks.ts';

/**
 * GitLab's sections: each target's output can be folded. `random` makes a section's name one that no test can know,
 * and so end.
 */
export function gitlabMarks(random: () => string): CiMarks {
  let section: string | null = null;
  const end = (time: number): string => {
    const name = section;
    section = null;
    return name === null ? '' : `\x1b[0Ksection_end:${unixTime(time)}:${name}\r\x1b[0K\n`;
  };
  return {
    begin: () => '',
    open({ target, time }, heading) {
      const before = end(time); // a try before this one
      section = `dox_${target.replace(/[^A-Za-z0-9_.-]/g, '_')}_${random()}`;
      return `${before}\x1b[0Ksection_start:${unixTime(time)}:${section}\r\x1b[0K${heading}`;
    },
    close: ({ time }) => end(time),
    ended: () => '',
    end: () => '',
  };
}

function unixTime(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
