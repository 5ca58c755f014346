import type { RerunSyntax } from './rerun-syntax.ts';
import { ansibleRerun } from './reruns/ansible.ts';
import { antRerun } from './reruns/ant.ts';
import { avaRerun } from './reruns/ava.ts';
import { batsRerun } from './reruns/bats.ts';
import { bazelRerun } from './reruns/bazel.ts';
import { boostRerun } from './reruns/boost.ts';
import { cargoRerun } from './reruns/cargo.ts';
import { catch2Rerun } from './reruns/catch2.ts';
import { ctestRerun } from './reruns/ctest.ts';
import { devstackRerun } from './reruns/devstack.ts';
import { doctestRerun } from './reruns/doctest.ts';
import { dotnetRerun } from './reruns/dotnet.ts';
import { ginkgoRerun } from './reruns/ginkgo.ts';
import { goRerun } from './reruns/go.ts';
import { gotestsumRerun } from './reruns/gotestsum.ts';
import { gradleRerun } from './reruns/gradle.ts';
import { gtestRerun } from './reruns/gtest.ts';
import { jestRerun } from './reruns/jest.ts';
import { karmaRerun } from './reruns/karma.ts';
import { mesonRerun } from './reruns/meson.ts';
import { mochaRerun } from './reruns/mocha.ts';
import { nextestRerun } from './reruns/nextest.ts';
import { nodetestRerun } from './reruns/nodetest.ts';
import { playwrightRerun } from './reruns/playwright.ts';
import { proveRerun } from './reruns/prove.ts';
import { rspecRerun } from './reruns/rspec.ts';
import { scalatestRerun } from './reruns/scalatest.ts';
import { shunit2Rerun } from './reruns/shunit2.ts';
import { stestrRerun } from './reruns/stestr.ts';
import { surefireRerun } from './reruns/surefire.ts';
import { swiftRerun, xcodebuildRerun, xctestRerun } from './reruns/swift.ts';
import { tapRerun } from './reruns/tap.ts';
import { testrRerun } from './reruns/testr.ts';
import { testtoolsRerun } from './reruns/testtools.ts';
import { testunitRerun } from './reruns/testunit.ts';
import { toxRerun } from './reruns/tox.ts';
import { vitestRerun } from './reruns/vitest.ts';

/** Every runner that dox can tell which tests to run, but for pytest and unittest, which rerun.ts knows itself. */
export const reruns: readonly RerunSyntax[] = [
  ansibleRerun,
  antRerun,
  avaRerun,
  batsRerun,
  bazelRerun,
  boostRerun,
  cargoRerun,
  catch2Rerun,
  ctestRerun,
  devstackRerun,
  doctestRerun,
  dotnetRerun,
  ginkgoRerun,
  goRerun,
  gotestsumRerun,
  gradleRerun,
  gtestRerun,
  jestRerun,
  karmaRerun,
  mesonRerun,
  mochaRerun,
  nextestRerun,
  nodetestRerun,
  playwrightRerun,
  proveRerun,
  rspecRerun,
  scalatestRerun,
  shunit2Rerun,
  stestrRerun,
  surefireRerun,
  swiftRerun,
  tapRerun,
  testrRerun,
  testtoolsRerun,
  testunitRerun,
  toxRerun,
  vitestRerun,
  xcodebuildRerun,
  xctestRerun,
];
