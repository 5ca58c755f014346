/** One of the page's views. */
export interface View {
  readonly element: HTMLElement;
  /** It is shown, at a place in it as the address says. */
  readonly show: (numbers: readonly number[]) => void;
  /** What the keyboard's letters do here; each returns nothing, and does nothing where there is nothing to do. */
  readonly find?: () => void;
  /** Looks for a text. */
  readonly search?: (text: string) => void;
  readonly move?: (by: number) => void;
  readonly open?: () => void;
  /** Goes one step back; false where there is none. */
  readonly back?: () => boolean;
}
