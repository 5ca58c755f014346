/** The words that run exactly some tests again, or why there are none. */
export type Rerun =
  | { readonly kind: 'arguments'; readonly args: readonly string[] }
  | { readonly kind: 'none'; readonly reason: string };

/** An answer that says why there are no words. */
export function none(reason: string): { readonly kind: 'none'; readonly reason: string } {
  return { kind: 'none', reason };
}
