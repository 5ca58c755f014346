import type { Runner } from './parser.ts';
import { ansible } from './runners/ansible.ts';
import { ant } from './runners/ant.ts';
import { ava } from './runners/ava.ts';
import { bats } from './runners/bats.ts';
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
import { mocha } from './runners/mocha.ts';
import { nextest } from './runners/nextest.ts';
import { nodetest } from './runners/nodetest.ts';
import { playwright } from './runners/playwright.ts';
import { prove } from './runners/prove.ts';
import { pytest } from './runners/pytest.ts';
import { rspec } from './runners/rspec.ts';
import { scalatest } from './runners/scalatest.ts';
import { shunit2 } from './runners/shunit2.ts';
import { stestr } from './runners/stestr.ts';
import { subunit } from './runners/subunit.ts';
import { surefire } from './runners/surefire.ts';
import { swiftTesting } from './runners/swift-testing.ts';
import { tap } from './runners/tap.ts';
import { teamcity } from './runners/teamcity.ts';
import { subunit2pyunit, testr, testtools } from './runners/testr.ts';
import { testunit } from './runners/testunit.ts';
import { tox } from './runners/tox.ts';
import { unittest } from './runners/unittest.ts';
import { vitest } from './runners/vitest.ts';
import { xctest } from './runners/xctest.ts';

/** All runners whose output dox understands. */
export const runners: readonly Runner[] = [
  unittest,
  ansible,
  ant,
  ava,
  bats,
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
  mocha,
  nextest,
  nodetest,
  playwright,
  prove,
  pytest,
  rspec,
  scalatest,
  shunit2,
  stestr,
  subunit,
  subunit2pyunit,
  surefire,
  swiftTesting,
  tap,
  teamcity,
  testr,
  testtools,
  testunit,
  tox,
  vitest,
  xctest,
];
