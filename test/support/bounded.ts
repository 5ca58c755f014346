/**
 * Starts to count the processor time of this test, which what else runs on the machine changes little; call the answer for
 * the milliseconds.
 */
export function processorTime(): () => number {
  const start = process.cpuUsage();
  return () => process.cpuUsage(start).user / 1000;
}

/** Many times what inputs take that are made to be slow, and far less than they would: no measure of speed. */
export const bounded = 5_000;
