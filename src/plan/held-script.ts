/**
 * Shell text that ends everything in a container when its standard input ends, which is dox's end of the lifeline
 * (engine.ts); the rest of the script goes on with an empty input. Where the engine has no init the script's shell is
 * PID 1, which no signal ends: so all that it starts is killed, until it is through.
 */
export const heldScript = `exec 3<&0 </dev/null
( { while read -r _ <&3; do :; done; while kill -KILL -1 || :; do kill -KILL "$$"; done; } 2>/dev/null & ) ; exec 3<&-
`;
