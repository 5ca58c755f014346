/** No browser scrolls further; Firefox ends first, at 17.8 million pixels. */
const tallest = 16_000_000;

interface Geometry {
  readonly count: number;
  /** Heights in pixels: of a row, of what is seen of them. */
  readonly row: number;
  readonly view: number;
}

/** The height that is scrolled over: that of all rows, up to what a browser can. */
export function scrollHeight({ count, row }: Pick<Geometry, 'count' | 'row'>): number {
  return Math.min(count * row, tallest);
}

/** How far down the rows one is, in pixels, when the element is scrolled to `top`. */
export function offsetAt(top: number, { count, row, view }: Geometry): number {
  const whole = count * row;
  if (whole <= tallest) return top;
  return (Math.max(0, top) / (tallest - view)) * (whole - view);
}

/** Where to scroll so that one is `offset` pixels down the rows. */
export function topFor(offset: number, { count, row, view }: Geometry): number {
  const whole = count * row;
  const wanted = Math.max(0, Math.min(offset, whole - view));
  return whole <= tallest ? wanted : (wanted / (whole - view)) * (tallest - view);
}

/** The rows that are seen, and a few above and below: from the first up to the one before `end`. */
export function rowWindow(top: number, geometry: Geometry): { readonly first: number; readonly end: number } {
  const { count, row, view } = geometry;
  const offset = offsetAt(top, geometry);
  const spare = 6;
  const first = Math.max(0, Math.floor(offset / row) - spare);
  return { first, end: Math.min(count, Math.ceil((offset + view) / row) + spare) };
}
