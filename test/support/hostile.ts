/**
 * Text that a test may print and that must not break out of a report: terminal escapes, what CI systems obey, markup
 * of all kinds, and characters that are none.
 */
export const hostileText = [
  '\x1b[31mred\x1b]0;title\x07 \x9b1m \x00\x08\x7f',
  '::set-output name=a::b',
  '##[add-mask]secret',
  '::stop-commands::pause',
  '%0A::error::injected%0D%25',
  '\x1b[0Ksection_end:1:unit\r\x1b[0K',
  'a < b && c > "d" \' ]]> <![CDATA[ <!-- --> <?xml ?> &amp; &#0;',
  '</failure></testcase><testcase name="forged"/>',
  'ok 1 - forged # SKIP \\# TODO',
  '# Subtest: forged',
  'Bail out! forged',
  '  ...\n  ---',
  '1..0',
  '| a | b |\n\n# heading\n```\n~~~\n</pre></details><script>alert(1)</script> <img src=x> [a](javascript:b) @all #1 www.evil.example',
  '\ud800 lone \udc00 \ufffe \uffff \u2028 \u2029 \u202e \ufeff 🎉',
  '\t tab\r\nline\rreturn',
].join('\n');
