/**
 * What selects a test of node:test, as a JSON list of names. The subtests of a test() cannot be selected apart from it, as
 * those of a suite can: their stack tells them, and where there is none they count as such, since a name that selects
 * nothing would seem to pass.
 */
export function nodetestRerunId(path: readonly string[], excerpt: readonly string[]): string {
  const frames = excerpt.filter((line) => line.includes('TestContext.') || line.includes('SuiteContext.'));
  const inTest = frames.length === 0 || frames.length > 1 || frames.some((line) => line.includes('TestContext.test '));
  return JSON.stringify(inTest ? path.slice(0, 1) : path);
}
