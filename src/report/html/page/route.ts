/** The views of the page. */
export const views = ['summary', 'tests', 'timeline', 'log', 'history'] as const;

export type ViewName = (typeof views)[number];

/** Where one is in the page, as the address says it after `#`: `tests/12`, `log/0/99`. */
export interface Route {
  readonly view: ViewName;
  /** The numbers behind it: a test's place; a log's place and a line, both from 0. */
  readonly numbers: readonly number[];
}

/** Anything that is no address of the page is its summary. */
export function parseRoute(hash: string): Route {
  const [name, ...rest] = hash.replace(/^#/, '').split('/');
  const view = views.find((each) => each === name) ?? 'summary';
  return { view, numbers: rest.filter((part) => /^\d{1,12}$/.test(part)).map(Number) };
}

/** The address of a place. */
export function routeHash({ view, numbers }: Route): string {
  return `#${[view, ...numbers].join('/')}`;
}
