import type { Span } from '../../diagnostic-log.ts';
import { Refusal } from '../ini/refusal.ts';

/** Why a setting has no value, and the place of what is wrong where that is known. */
export class SettingFailure extends Refusal {
  constructor(message: string, span: Span | null = null) {
    super(message, { whole: false, offset: span?.start ?? null });
  }
}

/** tox's own limit on how deep references may lead. */
export const deepestReference = 100;

/** A setting that is needed for its own value. */
export class CircularFailure extends SettingFailure {
  readonly key: string;

  constructor(key: string) {
    super(`it needs its own value, by way of ${key}`);
    this.key = key;
  }
}
