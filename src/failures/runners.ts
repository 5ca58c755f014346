import type { Runner } from './parser.ts';
import { ansible } from './runners/ansible.ts';
import { ant } from './runners/ant.ts';
import { bazel } from './runners/bazel.ts';
import { boost } from './runners/boost.ts';
import { cargo } from './runners/cargo.ts';
import { catch2 } from './runners/catch2.ts';
import { ctest } from './runners/ctest.ts';
import { devstack } from './runners/devstack.ts';
import { doctest } from './runners/doctest.ts';
import { dotnet } from './runners/dotnet.ts';
import { ginkgo } from './runners/ginkgo.ts';
import { go } from './runners/go.ts';
import { gotestsum } from './runners/gotestsum.ts';
import { gradle } from './runners/gradle.ts';
import { gtest } from './runners/gtest.ts';
import { jest } from './runners/jest.ts';
import { karma } from './runners/karma.ts';
import { meson } from './runners/meson.ts';
import { nextest } from './runners/nextest.ts';
import { playwright } from './runners/playwright.ts';
import { pytest } from './runners/pytest.ts';
import { scalatest } from './runners/scalatest.ts';
import { surefire } from './runners/surefire.ts';
import { swiftTesting } from './runners/swift-testing.ts';
import { teamcity } from './runners/teamcity.ts';
import { unittest } from './runners/unittest.ts';
import { vitest } from './runners/vitest.ts';
import { xctest } from './runners/xctest.ts';

/** All runners whose output dox understands. */
export const runners: readonly Runner[] = [
  unittest,
  ansible,
  ant,
  bazel,
  boost,
  cargo,
  catch2,
  ctest,
  devstack,
  doctest,
  dotnet,
  ginkgo,
  go,
  gotestsum,
  gradle,
  gtest,
  jest,
  karma,
  meson,
  nextest,
  playwright,
  pytest,
  scalatest,
  surefire,
  swiftTesting,
  teamcity,
  vitest,
  xctest,
];
