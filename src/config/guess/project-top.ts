import type { ProjectFiles } from '../project-files.ts';

/** Files that stand at the top of a project, one for each rule; what only looks like tests is none. */
const marks: ReadonlySet<string> = new Set([
  ...['setup.py', 'setup.cfg', 'pyproject.toml', 'requirements.txt', 'Pipfile', 'package.json', 'go.mod', 'Cargo.toml'],
  ...['pom.xml', 'build.gradle', 'build.gradle.kts', 'Gemfile', 'Rakefile', 'composer.json', 'mix.exs', 'stack.yaml'],
  ...['cabal.project', 'dune-project', 'Package.swift', 'Makefile.PL', 'Build.PL', 'cpanfile', 'CMakeLists.txt'],
  ...[
    'meson.build',
    'configure.ac',
    'configure.in',
    'Makefile.am',
    'GNUmakefile',
    'makefile',
    'Makefile',
    'Dockerfile',
  ],
  ...['Gruntfile.js', 'Gruntfile.coffee', 'Gulpfile.js', 'gulpfile.js', 'phpunit.xml', 'phpunit.xml.dist', '.rspec'],
]);
const endings = /\.(?:cabal|slnx?|[cf]sproj|gemspec)$/;

/** Whether a folder is the top of a project, by a file in it that a guess goes by. */
export function isProjectTop(files: Pick<ProjectFiles, 'list' | 'exists'>): boolean {
  return files.list('.').some((name) => (marks.has(name) || endings.test(name)) && files.exists(name) === 'file');
}
