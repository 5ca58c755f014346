import { chooseImage, type DebianTool } from './debian-image.ts';
import type { Guess, GuessRule } from './guess-rule.ts';
import type { Look } from './look.ts';

/** Debian's default JDKs. A JDK builds for older versions, so that a version is a lower bound. */
function jdk(system: readonly string[], elsewhere: DebianTool['elsewhere']): DebianTool {
  return {
    releases: [
      ['bookworm', '17'],
      ['trixie', '21'],
    ],
    system: ['default-jdk-headless', ...system],
    elsewhere,
    parts: 1,
  };
}

/** Maven: mvn test, by the wrapper where there is one. It fetches into a cache when it builds. */
export const maven: GuessRule = {
  tool: 'maven',
  looksFor: 'pom.xml',
  guess(look): Guess | null {
    // where both are, the wrapper says which one is used
    if (!look.has('pom.xml') || (look.has('gradlew') && !look.has('mvnw'))) return null;
    const hasWrapper = look.has('mvnw');
    const tools = hasWrapper ? ['ca-certificates', 'curl', 'unzip'] : ['maven', 'ca-certificates'];
    const version = versionIn(
      look.text('pom.xml'),
      /<(?:maven\.compiler\.(?:release|source|target)|java\.version|release)>\s{0,9}(?:1\.)?(\d+)/g,
    );
    const { image, system } = chooseImage(
      version,
      jdk(tools, (each) => `maven:3-eclipse-temurin-${each}`),
    );
    const program = hasWrapper ? 'sh ./mvnw' : 'mvn';
    return {
      seen: look.present(['pom.xml', 'mvnw']),
      image,
      system,
      commands: [`${program} --batch-mode test {posargs}`],
      cache: ['maven'],
    };
  },
};

const scripts = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'] as const;

/** Gradle: gradle test, by the wrapper where there is one; Debian's own Gradle is too old for build files of today. */
export const gradle: GuessRule = {
  tool: 'gradle',
  looksFor: 'build.gradle, build.gradle.kts',
  guess(look): Guess | null {
    const seen = look.present([...scripts, 'gradlew']);
    if (look.first(scripts) === null || maven.guess(look, null) !== null) return null;
    const version = gradleVersion(look);
    const cache = ['gradle'] as const;
    if (!look.has('gradlew')) {
      const newest = version === null ? '17' : version.slice(2);
      return {
        seen,
        image: `gradle:8-jdk${Number(newest) <= 17 ? '17' : newest}`,
        commands: ['gradle test {posargs}'],
        cache,
      };
    }
    const { image, system } = chooseImage(
      version,
      jdk(['ca-certificates', 'unzip'], (each) => `eclipse-temurin:${each}-jdk`),
    );
    return { seen, image, system, commands: ['sh ./gradlew test {posargs}'], cache };
  },
};

function gradleVersion(look: Look): string | null {
  const text = scripts.map((script) => look.text(script)).join('\n');
  const pattern =
    /\b(?:JavaLanguageVersion\.of\(|jvmToolchain\(|VERSION_(?:1_)?|(?:source|target)Compatibility\s{0,9}=\s{0,9}["']?(?:1\.)?)(\d+)/g;
  return versionIn(text, pattern);
}

/** The newest Java that is named, as a range. */
function versionIn(text: string, pattern: RegExp): string | null {
  const versions = [...text.matchAll(pattern)].map(([, version]) => Number(version)).filter((each) => each < 100);
  return versions.length === 0 ? null : `>=${Math.max(...versions)}`;
}
