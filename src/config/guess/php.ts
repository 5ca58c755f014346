import { chooseImage, type DebianTool } from './debian-image.ts';
import type { Guess, GuessRule } from './guess-rule.ts';
import { tableAt, textAt } from './look.ts';

const debian: DebianTool = {
  releases: [
    ['bookworm', '8.2'],
    ['trixie', '8.4'],
  ],
  system: ['php-cli', 'php-curl', 'php-mbstring', 'php-xml', 'php-zip', 'composer', 'ca-certificates', 'git', 'unzip'],
  // the hub's images of PHP have no Composer, those of Composer have the newest PHP
  elsewhere: (version) => `php:${version}-cli`,
  parts: 2,
};

/**
 * PHP: Composer's script `test`, else PHPUnit. vendor/ must be in the tree, since bootstrap files name it, so that the
 * commands install it there, from a cache.
 */
export const php: GuessRule = {
  tool: 'php',
  looksFor: 'composer.json, phpunit.xml',
  guess(look): Guess | null {
    const seen = look.present(['composer.json', 'composer.lock', 'phpunit.xml', 'phpunit.xml.dist']);
    if (seen.length === 0) return null;
    const manifest = look.json('composer.json');
    const packages = { ...tableAt(manifest, 'require'), ...tableAt(manifest, 'require-dev') };
    const { image, system } = chooseImage(textAt(packages, 'php'), debian);
    const usesComposer = look.has('composer.json');
    const has = (name: string): boolean => Object.hasOwn(packages, name);
    const script = Object.hasOwn(tableAt(manifest, 'scripts'), 'test');
    const own = script || has('phpunit/phpunit') || has('pestphp/pest');
    const runner = has('pestphp/pest')
      ? 'vendor/bin/pest {posargs}'
      : own
        ? 'vendor/bin/phpunit {posargs}'
        : 'phpunit {posargs}';
    const test = script ? 'composer test -- {posargs}' : runner;
    const isTested = own || look.first(['phpunit.xml', 'phpunit.xml.dist']) !== null;
    const install = 'composer install --no-interaction --no-progress';
    const getComposer =
      'curl -sSf https://getcomposer.org/installer | php -- --quiet --install-dir=/usr/local/bin --filename=composer';
    return {
      seen,
      image,
      system: system.length === 0 ? [] : [...system, ...(own ? [] : ['phpunit'])],
      prep: system.length === 0 && usesComposer ? [getComposer] : [],
      commands: isTested ? [...(usesComposer ? [install] : []), test] : null,
      cache: usesComposer ? ['composer'] : [],
    };
  },
};
