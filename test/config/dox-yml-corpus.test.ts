import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doxYmlCorpus } from './corpus.ts';
import { config, references, scripts } from './read.ts';

interface Expected {
  readonly images: readonly string[];
  readonly commands: readonly string[];
  readonly add?: readonly string[];
  readonly prep?: readonly string[];
}

interface ExpectedFile {
  readonly defaults: readonly string[];
  readonly targets: Readonly<Record<string, Expected>>;
}

const requirements = { add: ['requirements.txt', 'test-requirements.txt'] };
const both = { ...requirements, prep: ['pip install -U -r requirements.txt -r test-requirements.txt'] };
const testr = ['python setup.py testr --slowest'];
const hashSeed = ['export PYTHONHASHSEED=$RANDOM', ...testr];
const hello = ['/bin/echo "hello"'];
const infra = { images: ['infra/trusty'], ...both };
const flat: ExpectedFile = { defaults: ['testing'], targets: { testing: { ...infra, commands: testr } } };

const timeSide = (setEnvironment: readonly string[]) => [
  'lsb_release -sic',
  ...setEnvironment,
  'echo $DOX_ENV',
  'virtualenv --system-site-packages $DOX_ENV',
  '. $HOME/$DOX_ENV/bin/activate',
  'pip install -e .',
  'python setup.py test',
];
const hidden = "export DOX_ENV=$(echo '.dox_env/')$(lsb_release -si)$(echo '_')$(lsb_release -sc)";
const shown = "export DOX_ENV=$(echo 'dox_env_')$(lsb_release -si)$(echo '_')$(lsb_release -sc)";
const timeSideImage = (name: string) => `parisson/docker:dox_${name}`;

function timeSideFile(each: readonly string[], testing: readonly string[]): ExpectedFile {
  const one = (name: string) => ({ images: [timeSideImage(name)], commands: timeSide(each) });
  const all = ['ubuntu_trusty', 'ubuntu_precise', 'debian_wheezy', 'debian_jessie'].map(timeSideImage);
  return {
    defaults: ['testing'],
    targets: {
      test_wheezy: one('debian_wheezy'),
      test_jessie: one('debian_jessie'),
      test_precise: one('ubuntu_precise'),
      test_trusty: one('ubuntu_trusty'),
      testing: { images: all, commands: timeSide(testing) },
    },
  };
}

/** A section `testing` with the children pep8 and cover, which inherit all but the commands. */
function family(parent: Expected): ExpectedFile {
  return {
    defaults: ['testing'],
    targets: {
      testing: parent,
      'testing:pep8': { ...parent, commands: ['flake8'] },
      'testing:cover': { ...parent, commands: hello },
    },
  };
}

const egis = {
  images: ['egis/ubuntu-base'],
  add: ['requirements.txt'],
  prep: ['pip install -r requirements.txt'],
};
const selfTest = { images: ['centos:7'], prep: ['python setup.py install'] };

/** Read off the files by eye. */
const expected: Readonly<Record<string, ExpectedFile>> = {
  'Parisson__TimeSide.yml': timeSideFile([hidden], [hidden]),
  'Parisson__TimeSide__2.yml': timeSideFile([hidden], [hidden, shown]),
  'Parisson__TimeSide__3.yml': timeSideFile([shown], [shown]),
  'coolsvap__dox.yml': family({
    ...both,
    images: ['coolvap/dox:trusty', 'coolvap/dox:centos7', 'coolvap/dox:f20'],
    commands: hashSeed,
  }),
  // Its `testing` has no commands: it is there for its children only, so that all of them run.
  'coolsvap__self-test.yml': {
    defaults: ['testing:pep8', 'testing:cover'],
    targets: {
      'testing:pep8': { ...selfTest, commands: ['flake8'] },
      'testing:cover': { ...selfTest, commands: hello },
    },
  },
  'egis__papertrail-python-cli.yml': {
    defaults: ['testing'],
    targets: {
      testing: {
        ...egis,
        commands: [
          'cd /src',
          'ls',
          'python setup.py install --user',
          '.local/bin/pt --help',
          'touch a && zip a.zip a',
          '.local/bin/pt deploy a.zip',
        ],
      },
    },
  },
  'egis__papertrail-python-cli__2.yml': {
    defaults: ['testing'],
    targets: { testing: { ...egis, commands: ['python setup.py install --user'] } },
  },
  'openstack__dox.yml': family({ ...infra, commands: hashSeed }),
  'openstack__dox__2.yml': {
    defaults: ['testing'],
    targets: {
      testing: { ...infra, commands: hashSeed },
      pep8: { ...infra, commands: ['flake8'] },
      nulltest: { images: ['busybox:latest'], commands: hello },
    },
  },
  'openstack__dox__3.yml': {
    defaults: ['testing'],
    targets: { testing: { ...infra, commands: hashSeed }, pep8: { ...infra, commands: ['flake8'] } },
  },
  'openstack__dox__4.yml': flat,
  'openstack__dox__5.yml': flat,
  'openstack__dox__6.yml': flat,
  'openstack__dox__7.yml': {
    defaults: ['testing'],
    targets: { testing: { ...infra, commands: testr }, pep8: { ...infra, commands: ['pep8'] } },
  },
  'openstack__dox__8.yml': flat,
  'openstack__zaqar.yml': {
    defaults: ['testing'],
    targets: {
      testing: {
        ...infra,
        prep: [
          'apt-get install -y python-dev mongodb-server python-pymongo pkg-config redis-server python-redis libxml2-dev libxslt-dev lib32z1-dev',
          ...both.prep,
          'service mongodb start',
          'service redis-server start',
          'export ZAQAR_TEST_EVERYTHING=1p',
        ],
        commands: testr,
      },
    },
  },
  'revpoint__docker-python-deploy.yml': family({
    images: ['debian:jessie'],
    add: ['requirements.txt', 'dev-requirements.txt'],
    prep: ['pip install -U -r requirements.txt -r dev-requirements.txt'],
    commands: ['export PYTHONHASHSEED=$RANDOM', 'py.test dockerapp {posargs}'],
  }),
  'ur-whitelab__peptidesim.yml': {
    defaults: ['testing'],
    targets: {
      testing: {
        images: ['peptidesim/testing'],
        add: ['requirements.txt'],
        prep: ['source activate python2', 'pip install -r requirements.txt'],
        commands: ['source activate python2', 'python setup.py test'],
      },
    },
  },
  'ur-whitelab__peptidesim__2.yml': {
    defaults: ['testing'],
    targets: {
      testing: {
        images: ['jupyter:scipy-notebook'],
        commands: ['pip install . -r requirements.txt', 'python setup.py test'],
      },
    },
  },
};

const folder = doxYmlCorpus();

describe.skipIf(folder === null)(
  `the dox.yml files of the first dox (${folder ?? 'corpora/doxyml is missing'})`,
  () => {
    it('are all in the table', () => {
      const files = readdirSync(folder ?? '').filter((name) => name.endsWith('.yml'));
      expect(files.sort()).toEqual(Object.keys(expected).sort());
    });

    it.each(Object.entries(expected))('%s', (name, { defaults, targets }) => {
      const found = config(readFileSync(join(folder ?? '', name)));
      const shownTargets = found.targets.map((target) => [
        target.name,
        { images: references(target), commands: scripts(target), add: target.add, prep: target.prep },
      ]);
      expect(found.defaults).toEqual(defaults);
      expect(Object.fromEntries(shownTargets)).toEqual(
        Object.fromEntries(Object.entries(targets).map(([key, value]) => [key, { add: [], prep: [], ...value }])),
      );
      expect(found.targets.every((target) => target.commandsForm === 'list')).toBe(true);
    });
  },
);
