import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Project } from '../support/project.ts';
import { startDox } from '../support/running.ts';
import { testSetup } from '../support/setup.ts';
import { Browser, hasBrowser, picture } from './browser.ts';

const setup = testSetup();
const [engine] = setup.engines;
const projects: Project[] = [];
let browser: Browser;

beforeAll(async () => {
  browser = await Browser.start();
});

afterAll(() => browser?.close());

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

function made(config: string, files: Readonly<Record<string, string>> = {}): Project {
  if (engine === undefined) throw new Error('there is no engine');
  const project = new Project(engine, {
    'dox.yml': `image: ${engine.prefix}debian:bookworm-slim\n${config}`,
    ...files,
  });
  projects.push(project);
  return project;
}

const said = (...ids: readonly string[]): string => {
  const line = '-'.repeat(70);
  const blocks = ids.map(
    (id) => `${'='.repeat(70)}\nFAIL: ${id} (tests.test_a.T.${id})\n${line}\nAssertionError: no\n\n`,
  );
  return `${blocks.join('')}${line}\nRan 2 tests in 0.001s\n\nFAILED (failures=${ids.length})\n`;
};

describe.skipIf(!hasBrowser)('--html in a real run', () => {
  test('tells a run with a service, tries and a target that is well', async () => {
    const here = made(
      `targets:
  unit:
    commands: ['./python3 -m unittest {posargs:tests}']
    services: {echo: {image: ${engine?.prefix}debian:bookworm-slim, command: 'sleep 600', ready: {command: 'true'}}}
  good: {commands: ["printf '\\\\033[32mall is well\\\\033[0m\\\\n'"]}
`,
      {
        python3: '#!/bin/sh\nif [ -e again ]; then cat second; else touch again; cat first; fi\nexit 1\n',
        first: said('test_a', 'test_b'),
        second: said('test_a'),
      },
    );
    chmodSync(join(here.path, 'python3'), 0o755);
    const again = async () => {
      rmSync(join(here.path, 'again'), { force: true });
      return here.dox(['--retries', '1', '--html', 'page.html'], { env: { XDG_STATE_HOME: join(here.path, 'state') } });
    };
    await again();
    const run = await again();
    expect(run.code, run.all).toBe(1);
    const opened = await browser.open(join(here.path, 'page.html'));
    const { page } = opened;
    expect(await page.locator('.failures .test-id').allTextContents(), run.all).toEqual([
      'tests.test_a.T.test_a',
      'tests.test_a.T.test_b',
    ]);
    await picture(page, 'real-summary');
    await page.keyboard.press('3');
    expect(await page.locator('.chart .name').allTextContents()).toEqual(['unit', 'echo', 'good']);
    expect(await page.locator('.kind-target .phase-run').count()).toBe(3);
    await picture(page, 'real-timeline');
    await page.keyboard.press('4');
    const logs = await page.locator('.logs option').allTextContents();
    expect(logs.map((name) => name.replace(/ \(.*/, ''))).toEqual(['unit, try 1', 'unit, try 2', 'unit: echo', 'good']);
    await page.fill('.logs .find', 'all is well');
    await page.waitForSelector('.log-lines .f2 mark');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('5');
    expect(await page.locator('.history-list .row').count(), run.all).toBe(2);
    expect(
      await page.locator('.history-list .strip i').evaluateAll((all) => all.map((each) => each.className)),
    ).toEqual([...['failed', 'failed', 'flaky', 'flaky']]);
    await page.close();
    expect(opened.complaints).toEqual([]);
  });

  test('is written when the run is interrupted, and when no engine answers', async () => {
    const here = made('targets:\n  long: {commands: [echo begun, sleep 50]}\n  late: {commands: [echo late]}\n');
    const run = startDox(here, ['--html', 'page.html']);
    await run.says('begun');
    run.kill('SIGINT');
    const ended = await run.ended;
    expect(ended.code, ended.all).toBe(130);
    const opened = await browser.open(join(here.path, 'page.html'));
    expect(await opened.page.title()).toMatch(/: interrupted$/);
    expect(await opened.page.locator('.target h3').allTextContents()).toEqual(['long', 'late']);
    await picture(opened.page, 'real-interrupted');
    await opened.page.close();
    expect(opened.complaints).toEqual([]);

    rmSync(join(here.path, 'page.html'));
    const away = await here.dox(['--html', 'page.html'], { env: { DOCKER_HOST: 'unix:///nowhere.sock' } });
    expect(away.code, away.all).toBe(3);
    expect(readFileSync(join(here.path, 'page.html'), 'utf8')).toMatch(/<h1>[^<]*: could not run<\/h1>/);
  });
});
