/** What programs print that could not reach an index, an archive or a registry: libc's texts, and those of pip, apt, npm, curl, Go. */
const signs =
  /temporary failure|could not resolve|name or service not known|connection (?:refused|reset|timed out|broken)|could not connect to|unable to connect to|failed to establish a new connection|network is unreachable|no route to host|read timed out|operation timed out|i\/o timeout|TLS handshake|unexpected EOF|EAI_AGAIN|ENOTFOUND|ECONNRE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|50[234] {1,3}(?:bad gateway|service|gateway)/i;

/** Whether a text tells of a network that did not answer, so that the same may well succeed at another time. */
export function isNetworkTrouble(text: string): boolean {
  return signs.test(text);
}
