import type * as v from 'valibot';

/** What a key's value is, for the reader, for messages, for editors and for people. */
export interface ValueSpec<Schema extends v.GenericSchema = v.GenericSchema> {
  /** What the key is for, one sentence. */
  readonly description: string;
  /** What its value must be: `"KEY" must be …`. */
  readonly expected: string;
  /** What each part of a list or mapping must be, if that is to be said apart. */
  readonly item?: string;
  /** The same, where each part of a mapping must be something else. */
  readonly parts?: Readonly<Record<string, string>>;
  readonly schema: Schema;
}
