/** Integers of YAML 1.1: octal, decimal with marks between the digits, hexadecimal, binary. */
const integer = /^[-+]?(?:0[0-7_,]+|(?:0|[1-9](?:[0-9]|,[0-9]|_[0-9])*)|0[xX][0-9a-fA-F_,]+|0[bB][01_,]+)$/;

/**
 * A plain scalar as Ruby's Psych turns it into a value, told as text: `On` is true, `010` is 8, `:name` is name. What has
 * a point stays as it is written, and so do yes, no, on and off in small letters: Travis asks for that
 * (travis-yml, lib/travis/yml/support/yaml.rb).
 */
export function psychText(written: string): string {
  if (/yes|no|on|off/.test(written)) return written;
  if (/^(?:yes|true|on)$/i.test(written)) return 'true';
  if (/^(?:no|false|off)$/i.test(written)) return 'false';
  if (integer.test(written)) return integerText(written);
  return /^:[^\s"']/.test(written) ? written.slice(1) : written;
}

function integerText(written: string): string {
  const digits = written.replace(/[,_+-]/g, '');
  const literal = /^0[0-7]+$/.test(digits) ? `0o${digits}` : digits;
  return `${written.startsWith('-') ? '-' : ''}${BigInt(literal)}`;
}
