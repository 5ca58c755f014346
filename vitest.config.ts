import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What waits for engines first, so that at the end no file that takes minutes is left over for one worker. */
class EnginesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification): boolean => /\/test\/(?:e2e|engine)\//.test(moduleId);
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/fuzz.ts'],
    sequence: { sequencer: EnginesFirst },
    // generous: on a busy machine with a slow mirror, an image that has to be built takes its time
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // two cores and one engine: more workers only wait for each other
    maxWorkers: 3,
  },
});
