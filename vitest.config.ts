import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/fuzz.ts'],
    // generous: on a busy machine with a slow mirror, an image that has to be built takes its time
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // two cores and one engine: more workers only wait for each other
    maxWorkers: 3,
  },
});
