import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShellVars } from '../../../src/config/travis/shell-vars.ts';

function read(line: string): readonly string[] | null {
  const parsed = parseShellVars(line);
  return parsed.ok ? parsed.vars.map(({ name, raw }) => `${name}=${raw}`) : null;
}

/** The cases are those of the gem sh_vars 1.0.2, spec/sh_vars_spec.rb. */
describe('a line of variables', () => {
  it.each([
    ['FOO', ['FOO=']],
    ['FOO= BAR=bar', ['FOO=', 'BAR=bar']],
    ['FOO=foo=bar', ['FOO=foo=bar']],
    ['FOO=foo BAR=bar BAZ=baz', ['FOO=foo', 'BAR=bar', 'BAZ=baz']],
    ['FOO="foo foo" BAR="bar bar"', ['FOO="foo foo"', 'BAR="bar bar"']],
    ['FOO=foo"bar"baz"buz"', ['FOO=foo"bar"baz"buz"']],
    ['FOO=\'foo foo\' BAR="bar bar"', ["FOO='foo foo'", 'BAR="bar bar"']],
    ["FOO='foo''bar'", ["FOO='foo''bar'"]],
    [`FOO='"foo foo" foo' BAR=1`, [`FOO='"foo foo" foo'`, 'BAR=1']],
    [`FOO="'foo foo' foo" BAR=1`, [`FOO="'foo foo' foo"`, 'BAR=1']],
    ['FOO=foo\\"bar', ['FOO=foo\\"bar']],
    ['FOO="\\"foo\\" bar"', ['FOO="\\"foo\\" bar"']],
    [`"FOO='foo'"`, ["FOO='foo'"]],
    ['"FOO=\\"foo\\""', ['FOO="foo"']],
    ['$var BAR="bar bar"', ['$var=', 'BAR="bar bar"']],
    ['FOO=$var bar BAR=b', ['FOO=$var', 'bar=', 'BAR=b']],
    ['FOO=$ BAR="bar bar"', ['FOO=$', 'BAR="bar bar"']],
    ['FOO=foo`cmd -r`', ['FOO=foo`cmd -r`']],
    ['FOO=$(cmd $(cmd $(cmd -r)))', ['FOO=$(cmd $(cmd $(cmd -r)))']],
    ['FOO="$(cmd \\"$(cmd $(cmd -r))\\")"', ['FOO="$(cmd \\"$(cmd $(cmd -r))\\")"']],
    [`FOO=\${var}foo`, [`FOO=\${var}foo`]],
    [`FOO=-foo$((1+\${bar}))`, [`FOO=-foo$((1+\${bar}))`]],
    ['FOO=http://$BAR:80', ['FOO=http://$BAR:80']],
    ['FOO="\\foo \\bar"', ['FOO="\\foo \\bar"']],
  ])('%s', (line, expected) => {
    expect(read(line)).toEqual(expected);
  });

  it.each(['= FOO', '==FOO== FOO=foo', "FOO='", 'FOO="', 'FOO="\\"', 'FOO="\\" BAR=bar', 'FOO=foo"bar'])(
    'that is none: %s',
    (line) => {
      expect(read(line)).toBeNull();
    },
  );

  it('holds every value between its blanks, whatever stands in it', () => {
    const piece = fc.constantFrom('A', '=', ' ', '"', "'", '\\', '$(', '${', ')', '`', 'x');
    fc.assert(
      fc.property(fc.array(piece), (parts) => {
        const line = parts.join('');
        const parsed = parseShellVars(line);
        if (parsed.ok)
          for (const { raw } of parsed.vars) expect(line.replaceAll('\\"', '"')).toContain(raw.replaceAll('\\"', '"'));
      }),
    );
  });

  it('is read in a time that its length bounds', () => {
    for (const hostile of ['"', '\\"', '$(', '`', "'", 'A="\\\\"', 'A=" '])
      parseShellVars(`A=${hostile.repeat(50_000)}`);
  });
});
