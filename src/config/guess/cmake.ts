import { cImage } from './c-tools.ts';
import type { Guess, GuessRule } from './guess-rule.ts';

/** CMake with tests: built outside of the tree, where no other machine's cache of CMake's is in the way. */
export const cmake: GuessRule = {
  tool: 'cmake',
  looksFor: 'CMakeLists.txt with enable_testing, include(CTest) or add_test',
  guess(look): Guess | null {
    if (!look.has('CMakeLists.txt')) return null;
    const files = ['CMakeLists.txt', ...look.find(/^CMakeLists\.txt$/, 2)];
    const isTested = files.some((file) =>
      /\b(?:enable_testing|add_test)\s{0,9}\(|include\s{0,9}\(\s{0,9}CTest\b/i.test(look.text(file)),
    );
    const build = ['cmake -S . -B /tmp/build', 'cmake --build /tmp/build --parallel'];
    const commands = isTested ? [...build, 'ctest --test-dir /tmp/build --output-on-failure {posargs}'] : null;
    return { seen: ['CMakeLists.txt'], ...cImage, commands };
  },
};
