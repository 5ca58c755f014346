import { el } from './dom.ts';
import { offsetAt, rowWindow, scrollHeight, topFor } from './row-window.ts';

interface ListInput {
  /** What the list is of, for who cannot see it. */
  readonly label: string;
  readonly class: string;
  /** Fills a row; `row` is new and empty. */
  readonly draw: (row: HTMLElement, index: number) => void;
  /** A row was chosen, by key or click. */
  readonly onSelect?: (index: number) => void;
  /** It was opened: by Enter, or by a click on a row that leads somewhere. */
  readonly onOpen?: (index: number) => void;
}

/** A list of any length, of which only the rows that are seen exist. All rows have the height of the class's `--row`. */
export class VirtualList {
  readonly element: HTMLElement;
  readonly #space = el('div', { class: 'list-space', role: 'presentation' });
  readonly #input: ListInput;
  readonly #rows = new Map<number, HTMLElement>();
  #count = 0;
  #selected = -1;
  #row = 0;
  #drawing = 0;

  constructor(input: ListInput) {
    this.#input = input;
    const { label } = input;
    this.element = el(
      'div',
      { class: `list ${input.class}`, role: 'listbox', tabindex: 0, 'aria-label': label },
      this.#space,
    );
    this.element.addEventListener('scroll', () => this.#later(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('click', (event) => this.#click(event));
    new ResizeObserver(() => this.redraw()).observe(this.element);
  }

  get selected(): number {
    return this.#selected;
  }

  get count(): number {
    return this.#count;
  }

  /** The rows that are seen just now: the first, and the one after the last. */
  get seen(): { readonly first: number; readonly end: number } {
    return rowWindow(this.element.scrollTop, this.#geometry);
  }

  /** There are other rows now; none is selected. */
  reset(count: number): void {
    this.#count = count;
    this.#selected = -1;
    this.element.scrollTop = 0;
    this.redraw();
  }

  /** There are more rows at the end. */
  grow(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    this.#space.style.height = `${scrollHeight({ count, row: this.#row })}px`;
    this.#later();
  }

  /** Draws all rows anew. */
  redraw(): void {
    for (const row of this.#rows.values()) row.remove();
    this.#rows.clear();
    this.#row = Number.parseFloat(getComputedStyle(this.#space).lineHeight) || 20;
    this.#space.style.height = `${scrollHeight({ count: this.#count, row: this.#row })}px`;
    this.#draw();
  }

  /** Selects a row and shows it. */
  select(index: number, { center = false }: { readonly center?: boolean } = {}): void {
    if (this.#count === 0) return;
    this.#selected = Math.max(0, Math.min(index, this.#count - 1));
    this.#reveal(center);
    this.#draw();
    for (const [at, row] of this.#rows) row.setAttribute('aria-selected', String(at === this.#selected));
    this.#input.onSelect?.(this.#selected);
  }

  /** Goes up or down from the selected row, or from the first that is seen. */
  move(by: number): void {
    const offset = offsetAt(this.element.scrollTop, this.#geometry);
    const start = this.#selected >= 0 ? this.#selected + by : Math.ceil(offset / Math.max(1, this.#row));
    this.select(start);
  }

  open(): void {
    if (this.#selected >= 0) this.#input.onOpen?.(this.#selected);
  }

  get #geometry() {
    return { count: this.#count, row: this.#row, view: this.element.clientHeight };
  }

  #reveal(center: boolean): void {
    const geometry = this.#geometry;
    const { row, view } = geometry;
    const at = this.#selected * row;
    const offset = offsetAt(this.element.scrollTop, geometry);
    if (at >= offset && at + row <= offset + view) return;
    const wanted = center ? at - (view - row) / 2 : at < offset ? at : at + row - view;
    this.element.scrollTop = topFor(wanted, geometry);
  }

  #later(): void {
    if (this.#drawing !== 0) return;
    this.#drawing = requestAnimationFrame(() => {
      this.#drawing = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const geometry = this.#geometry;
    if (geometry.view === 0) return;
    const top = this.element.scrollTop;
    const { first, end } = rowWindow(top, geometry);
    const shift = top - offsetAt(top, geometry);
    for (const [index, row] of this.#rows) {
      if (index >= first && index < end) continue;
      row.remove();
      this.#rows.delete(index);
    }
    for (let index = first; index < end; index += 1) {
      const row = this.#rows.get(index) ?? this.#make(index);
      row.style.transform = `translateY(${index * this.#row + shift}px)`;
    }
    const active = this.#rows.get(this.#selected);
    if (active === undefined) this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', active.id);
  }

  #make(index: number): HTMLElement {
    const row = el('div', {
      class: 'row',
      role: 'option',
      id: `${this.#input.class}-${index}`,
      'aria-selected': String(index === this.#selected),
      'aria-setsize': this.#count,
      'aria-posinset': index + 1,
      'data-index': index,
    });
    this.#input.draw(row, index);
    this.#rows.set(index, row);
    this.#space.append(row);
    return row;
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / Math.max(1, this.#row)) - 1);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(-1),
      PageDown: () => this.move(page),
      PageUp: () => this.move(-page),
      Home: () => this.select(0),
      End: () => this.select(this.#count - 1),
      Enter: () => this.open(),
    };
    const action = moves[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }

  #click(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest('.row') : null;
    if (!(row instanceof HTMLElement) || !getSelection()?.isCollapsed) return;
    this.select(Number(row.dataset.index));
    this.open();
  }
}
