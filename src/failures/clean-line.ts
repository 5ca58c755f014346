import { withoutEscapes } from '../base/escape-sequences.ts';

const bom = '\uFEFF';

/** C0 controls but the tab, DEL and C1 controls: nothing that a terminal would act on is left. */
const controls = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/;
const allControls = new RegExp(controls, 'g');
const suspicious = /[\x00-\x08\x0a-\x1f\x7f-\xff]/;
const beyondAscii = /[\x80-\xff]/;

/** The text of the bytes of one line: UTF-8 with invalid bytes replaced, without escape sequences and controls. */
export function cleanLine(bytes: Buffer, start: number, end: number): string {
  const raw = bytes.toString('latin1', start, end);
  return suspicious.test(raw) ? decodeBare(withoutEscapes(raw)) : raw;
}

/** The text of a line that is given as one character per byte, without escape sequences. */
export function decodeBare(bare: string): string {
  if (!suspicious.test(bare)) return bare;
  const text = beyondAscii.test(bare) ? Buffer.from(bare, 'latin1').toString('utf8') : bare;
  const clean = controls.test(text) ? text.replace(allControls, '') : text;
  return clean.startsWith(bom) ? clean.slice(1) : clean;
}
