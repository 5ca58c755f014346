/** Ends a switch over a closed union: a new member that is not handled no longer compiles. */
export function unreachable(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
