import type { PageModel, TestDetails } from './page-model.ts';

/** All that goes into a page. */
export interface PageSource {
  readonly logs: readonly LogSource[];
  /** What is shown beside the logs. It is asked for when these have been read, since it may come from them. */
  readonly content: () => PageContent;
}

export interface PageContent {
  readonly model: Omit<PageModel, 'logs'>;
  /** Of the test at this place in the model. */
  readonly details: (test: number) => TestDetails;
}

export interface LogSource {
  readonly name: string;
  /** Its bytes; nothing where it is gone. */
  readonly open: () => AsyncIterable<Uint8Array>;
}
