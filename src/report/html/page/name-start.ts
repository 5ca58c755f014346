/** What parts ids of tests: `a/b.py::T::test`, `file › suite › title`, `suite > title`, `pkg.Class.method`. */
const separators = ['::', ' › ', ' > ', '/', '.'];
/** A longer end is no name. */
const longestName = 64;

/** Where the name begins that an id ends with: after its last separator. Parameters in brackets belong to the name. */
export function nameStart(id: string): number {
  const bracket = id.indexOf('[');
  const before = bracket > 0 ? id.slice(0, bracket) : id;
  const starts = separators.map((separator) => {
    const at = before.lastIndexOf(separator);
    return at < 0 ? 0 : at + separator.length;
  });
  const start = starts.find((each) => each > 0) ?? 0;
  return id.length - start > longestName || start === id.length ? 0 : start;
}
