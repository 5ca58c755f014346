/**
 * JSON that may stand in a script element, whatever is in its strings: no `<` is left, so that neither `</script` nor
 * `<!--` ends or changes the element (HTML Living Standard, "Restrictions for contents of script elements"), no `&` for
 * readers that take the page for XML, and none of the line ends that only JSON allows in a string.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
