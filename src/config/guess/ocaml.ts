import type { Guess, GuessRule } from './guess-rule.ts';

/** OCaml: dune test, with Debian's compiler; what opam files name is installed by opam in the image. */
export const ocaml: GuessRule = {
  tool: 'ocaml',
  looksFor: 'dune-project',
  guess(look): Guess | null {
    if (!look.has('dune-project')) return null;
    const opam = look.named(/\.opam$/);
    const image = 'debian:bookworm-slim';
    const seen = ['dune-project', ...opam];
    const tools = ['ocaml', 'ocaml-dune', 'ocaml-findlib'];
    if (!opam.some((file) => dependsOnOthers(look.text(file)))) {
      return { seen, image, system: tools, commands: ['dune test {posargs}'] };
    }
    const prep = [
      'export OPAMROOT=/opt/opam OPAMYES=1',
      'opam init --bare --disable-sandboxing --no-setup',
      'opam switch create default ocaml-system',
      'opam install . --deps-only --with-test',
    ];
    return {
      seen,
      image,
      system: [...tools, 'opam', 'build-essential', 'ca-certificates', 'git', 'unzip', 'pkg-config'],
      add: opam,
      prep,
      commands: ['opam exec -- dune test {posargs}'],
      env: { OPAMROOT: '/opt/opam' },
    };
  },
};

/** Whether `depends` has more than the compiler and dune themselves. */
function dependsOnOthers(text: string): boolean {
  const at = text.search(/^depends:/m);
  const list = at < 0 ? '' : text.slice(at, text.indexOf(']', at) + 1);
  const names = [...list.matchAll(/^\s{0,20}"([\w.+-]+)"/gm)].map(([, name]) => name);
  return names.some((name) => name !== 'ocaml' && name !== 'dune');
}
