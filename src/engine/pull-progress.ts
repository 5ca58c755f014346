/** A line of the answer to `POST /images/create`. */
export interface PullRecord {
  readonly status?: string;
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

interface Layer {
  current: number;
  total: number;
}

/** Adds up the downloads of an image's layers. */
export class PullProgress {
  readonly #layers = new Map<string, Layer>();
  #status = '';

  add({ status = '', id, progressDetail }: PullRecord): void {
    this.#status = status;
    if (id === undefined) return;
    const layer = this.#layers.get(id) ?? { current: 0, total: 0 };
    const { current, total } = progressDetail ?? {};
    if (status === 'Downloading' || status.startsWith('Copying')) {
      layer.current = Math.max(layer.current, current ?? 0);
      layer.total = Math.max(layer.total, total ?? 0);
      this.#layers.set(id, layer);
    } else if (this.#layers.has(id)) {
      layer.current = layer.total; // whatever comes after the download
    }
  }

  /** Bytes so far. */
  get done(): number {
    return this.#sum('current');
  }

  /** Bytes in all, as far as the engine has said. */
  get total(): number {
    return this.#sum('total');
  }

  get status(): string {
    return this.#status;
  }

  #sum(key: keyof Layer): number {
    return [...this.#layers.values()].reduce((sum, layer) => sum + layer[key], 0);
  }
}
