/** What a project's settings may ask of its other files; all paths are below the project's folder, with `/`. */
export interface ProjectFiles {
  /** The text of a file, or null if there is none, if it is no text, or if it is outside of the project. */
  read(path: string): string | null;
  /** The files and folders that a pattern of Python's `glob` (with `**`) finds, in no order. */
  glob(pattern: string): readonly string[];
}
