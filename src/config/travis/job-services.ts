import type { Service } from '../config.ts';
import type { Step, TravisJob } from './travis-project.ts';

/** A job's services as dox has them. */
export interface JobServices {
  readonly services: readonly Service[];
  /** Packages of the programs that talk to them, which Travis's machines have. */
  readonly clients: readonly string[];
  /** Where those programs find them: dox's services have no sockets in the file system. */
  readonly env: Readonly<Record<string, string>>;
  /** Shell commands for the image, for programs that take such things from a file only. */
  readonly prep: readonly string[];
  /** What is not carried over, as sentences without their full stop. */
  readonly notes: readonly string[];
}

interface Known {
  readonly name: string;
  readonly image: string;
  /** The image for a version that `addons` asks for. */
  readonly versioned?: (version: string) => { readonly image: string; readonly env: Readonly<Record<string, string>> };
  readonly serviceEnv?: Readonly<Record<string, string>>;
  readonly port?: number;
  readonly clients?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly prep?: readonly string[];
  /** Seconds; a minute unless it is slow. */
  readonly timeout?: number;
}

const mariadb: Known = {
  name: 'mariadb',
  image: 'dox/mariadb',
  versioned: (version) => ({
    image: `mariadb:${version}`,
    env: { MYSQL_ALLOW_EMPTY_PASSWORD: '1', MYSQL_DATABASE: 'test' },
  }),
  clients: ['default-mysql-client'],
  prep: ["printf '[client]\\nuser=root\\nhost=127.0.0.1\\n' >/etc/mysql/conf.d/travis.cnf"],
};

const postgresql: Known = {
  name: 'postgresql',
  image: 'dox/postgresql',
  versioned: (version) => ({ image: `postgres:${version}`, env: { POSTGRES_HOST_AUTH_METHOD: 'trust' } }),
  clients: ['postgresql-client'],
  env: { PGHOST: 'localhost', PGUSER: 'postgres' },
};

/** By Travis's name. */
const known: Readonly<Record<string, Known>> = {
  memcached: { name: 'memcached', image: 'dox/memcached' },
  redis: { name: 'redis', image: 'dox/redis', clients: ['redis-tools'] },
  postgresql,
  mysql: mariadb,
  mariadb,
  rabbitmq: { name: 'rabbitmq', image: 'dox/rabbitmq', timeout: 120 },
  zookeeper: { name: 'zookeeper', image: 'dox/zookeeper' },
  mongodb: { name: 'mongodb', image: 'mongo:4.4', port: 27017 },
  elasticsearch: {
    name: 'elasticsearch',
    image: 'elasticsearch:7.17.28',
    serviceEnv: { 'discovery.type': 'single-node', ES_JAVA_OPTS: '-Xms512m -Xmx512m' },
    port: 9200,
    timeout: 180,
  },
  cassandra: { name: 'cassandra', image: 'cassandra:3', port: 9042, timeout: 180 },
  neo4j: { name: 'neo4j', image: 'neo4j:4.4', serviceEnv: { NEO4J_AUTH: 'none' }, port: 7687, timeout: 180 },
};

/** What Travis itself also takes for a service's name (lib/travis/build/appliances/services.rb), and what people write. */
const aliases: Readonly<Record<string, string>> = {
  memcache: 'memcached',
  'rabbitmq-server': 'rabbitmq',
  'redis-server': 'redis',
  'neo4j-server': 'neo4j',
  postgres: 'postgresql',
  mongod: 'mongodb',
  mongo: 'mongodb',
};

/** Why others are none of dox's. */
const reasons: Readonly<Record<string, string>> = {
  docker: 'commands that call docker fail',
  xvfb: 'start what needs a display with `xvfb-run` (the package xvfb)',
};

/** The services of a job: those of `services`, and the databases that `addons` asks for. */
export function jobServices(job: TravisJob): JobServices {
  const services = new Map<string, Service>();
  const notes: string[] = [];
  const clients: string[] = [];
  const env: Record<string, string> = {};
  const prep: string[] = [];
  const databases = ['postgresql', 'mariadb'].filter((name) => Object.hasOwn(job.addons, name));
  const wanted: readonly Step[] = [...job.services, ...databases.map((text) => ({ text, place: job.place }))];
  for (const step of wanted) {
    const name = aliases[step.text] ?? step.text;
    const found = Object.hasOwn(known, name) ? known[name] : undefined;
    if (found === undefined) {
      notes.push(`the service ${name} is left out: ${reasons[name] ?? 'dox has none of that name'}`);
      continue;
    }
    if (services.has(found.name)) continue;
    services.set(found.name, serviceOf(found, job, step.place));
    clients.push(...(found.clients ?? []));
    prep.push(...(found.prep ?? []));
    Object.assign(env, found.env);
  }
  return { services: [...services.values()], clients, env, prep, notes };
}

function serviceOf(found: Known, job: TravisJob, place: Step['place']): Service {
  const version = job.addons[found.name] ?? null;
  const isVersion = version !== null && /^\d+(\.\d+)*$/.test(version);
  const own = isVersion && found.versioned !== undefined ? found.versioned(version) : null;
  return {
    name: found.name,
    image: { kind: 'reference', reference: own?.image ?? found.image, place },
    env: own?.env ?? found.serviceEnv ?? {},
    command: null,
    user: null,
    volumes: [],
    tmpfs: [],
    port: found.port ?? null,
    ready: null,
    timeout: found.timeout ?? 60,
    dependsOn: [],
    init: [],
    localhost: true,
    place,
  };
}
