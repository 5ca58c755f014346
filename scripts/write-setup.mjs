// Turns the lines that with-engines.sh writes into the JSON that tests read: one fact a line; `found`, `user`, `prefix` and
// `env` belong to the engine before them.
import { text } from 'node:stream/consumers';

const user = ([name, uid, gid, home]) => ({ name, uid: Number(uid), gid: Number(gid), home });
const setup = { pid: null, registry: null, engines: [], plainUser: null, skipped: [] };

for (const line of (await text(process.stdin)).split('\n').filter(Boolean)) {
  const [fact, ...rest] = line.split(' ');
  const engine = setup.engines.at(-1);
  if (fact === 'pid') setup.pid = Number(rest[0]);
  else if (fact === 'registry') setup.registry = rest[0] || null;
  else if (fact === 'engine')
    setup.engines.push({ name: rest[0], host: rest[1], own: true, user: null, prefix: '', env: {} });
  else if (fact === 'found') engine.own = false;
  else if (fact === 'user') engine.user = user(rest);
  else if (fact === 'prefix') engine.prefix = rest[0];
  else if (fact === 'env') {
    const [name, ...value] = rest.join(' ').split('=');
    engine.env[name] = value.join('=');
  } else if (fact === 'plainUser') setup.plainUser = user(rest);
  else if (fact === 'skipped') setup.skipped.push({ name: rest[0], why: rest.slice(1).join(' ') });
  else throw new Error(`unknown fact: ${line}`);
}
console.log(JSON.stringify(setup, null, 2));
