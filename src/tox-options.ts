/** What people who know tox type, and what it is called here. */
const hints: Readonly<Record<string, string>> = {
  '--recreate': 'dox -r builds the images again',
  '--verbose': 'dox -d shows every line of image builds',
  '-p': 'dox runs targets one after another: leave it out',
  '-o': 'dox shows all output as it comes: leave it out',
  '-a': 'dox -l lists the targets',
  '--listenvs': 'dox -l lists the targets',
  '--notest': 'dox -c true makes the images and runs no tests',
  '--devenv': 'dox shell -e TARGET opens a shell in the container',
  '--showconfig': 'dox config prints what dox understood, dox plan what it would do',
  '-s': 'the images bring their interpreters: leave it out',
  '--discover': 'the images bring their interpreters: leave it out',
  '--workdir': 'environments are in the images: leave it out',
};

const otherNames: Readonly<Record<string, string>> = {
  '--listenvs-all': '--listenvs',
  '--parallel': '-p',
  '--parallel-live': '-o',
  '--skip-missing-interpreters': '-s',
};

/** A hint for an option of tox's that dox does not have under that name, as it was typed; null if tox has none such either. */
export function toxOptionHint(option: string): string | null {
  const [typed = ''] = option.split('=', 1);
  const name = /^-v+$/.test(typed) ? '--verbose' : Object.hasOwn(otherNames, typed) ? otherNames[typed] : typed;
  return name !== undefined && Object.hasOwn(hints, name) ? (hints[name] ?? null) : null;
}
