import type { RerunSyntax } from './rerun-syntax.ts';
import { ansibleRerun } from './reruns/ansible.ts';
import { bazelRerun } from './reruns/bazel.ts';
import { boostRerun } from './reruns/boost.ts';
import { catch2Rerun } from './reruns/catch2.ts';
import { ctestRerun } from './reruns/ctest.ts';
import { devstackRerun } from './reruns/devstack.ts';
import { doctestRerun } from './reruns/doctest.ts';
import { gtestRerun } from './reruns/gtest.ts';
import { jestRerun } from './reruns/jest.ts';
import { karmaRerun } from './reruns/karma.ts';
import { mesonRerun } from './reruns/meson.ts';
import { noseRerun } from './reruns/nose.ts';
import { noxRerun } from './reruns/nox.ts';
import { playwrightRerun } from './reruns/playwright.ts';
import { stestrRerun } from './reruns/stestr.ts';
import { testrRerun } from './reruns/testr.ts';
import { testtoolsRerun } from './reruns/testtools.ts';
import { toxRerun } from './reruns/tox.ts';
import { vitestRerun } from './reruns/vitest.ts';

/** Every runner that dox can tell which tests to run, but for pytest and unittest, which rerun.ts knows itself. */
export const reruns: readonly RerunSyntax[] = [
  ansibleRerun,
  bazelRerun,
  boostRerun,
  catch2Rerun,
  ctestRerun,
  devstackRerun,
  doctestRerun,
  gtestRerun,
  jestRerun,
  karmaRerun,
  mesonRerun,
  noseRerun,
  noxRerun,
  playwrightRerun,
  stestrRerun,
  testrRerun,
  testtoolsRerun,
  toxRerun,
  vitestRerun,
];
