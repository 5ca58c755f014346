import { autotools } from './autotools.ts';
import { cmake } from './cmake.ts';
import { dotnet } from './dotnet.ts';
import { elixir } from './elixir.ts';
import { go } from './go.ts';
import type { GuessRule } from './guess-rule.ts';
import { haskell } from './haskell.ts';
import { gradle, maven } from './java.ts';
import { makefile } from './makefile.ts';
import { meson } from './meson.ts';
import { node } from './node.ts';
import { ocaml } from './ocaml.ts';
import { perl } from './perl.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import { swift } from './swift.ts';

/** Languages with package managers and runners of their own. A project may have several, each its target. */
export const languages: readonly GuessRule[] = [
  ...[python, node, go, rust, maven, gradle, ruby, php, elixir, haskell, ocaml, swift, dotnet, perl],
];

/** Tools that build whatever there is, of which a project uses one: the first that knows of tests. */
export const builders: readonly GuessRule[] = [cmake, meson, autotools, makefile];
