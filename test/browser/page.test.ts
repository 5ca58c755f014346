import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { historyOf, historyRun, listedTest } from '../support/history.ts';
import { hostileText } from '../support/hostile.ts';
import { longLog, pageOf } from '../support/page.ts';
import { eventfulHistory, eventfulRun } from '../support/page-run.ts';
import { program } from '../support/project.ts';
import { failedTarget, failedTest, summaryOf, targetResult } from '../support/results.ts';
import { faintTexts, nameless, namesOf } from './accessibility.ts';
import { Browser, hasBrowser, type Opened, picture, sizes } from './browser.ts';

let browser: Browser;
let eventful: string;
const folder = mkdtempSync(join(tmpdir(), 'dox-pages-'));

beforeAll(async () => {
  browser = await Browser.start();
  const logs = { '.dox/runs/r/py311/log': () => longLog(3000), '.dox/runs/r/lint/log': () => ['all is well\n'] };
  eventful = await pageOf(eventfulRun(), { history: eventfulHistory(40), logs });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function closing({ page, complaints }: Opened): Promise<void> {
  await page.close();
  expect(complaints).toEqual([]);
}

/** Which view is shown, and what is selected in it. */
const shown = (page: Page) => page.evaluate(() => document.body.dataset.view);
const selected = (page: Page, list: string) => page.textContent(`${list} .row[aria-selected="true"]`);

describe.skipIf(!hasBrowser)('the page of a run in a browser', () => {
  const views = ['summary', 'tests/0', 'tests/2', 'timeline', 'log', 'history'];

  test.each([
    ['light', false, sizes.desk],
    ['dark', true, sizes.desk],
    ['phone', false, sizes.phone],
    ['wall', true, sizes.wall],
  ] as const)('each view, %s: nothing is refused, nameless, faint or beside the page', async (name, dark, size) => {
    const opened = await browser.open(eventful, { dark, size });
    const { page } = opened;
    for (const view of views) {
      await page.evaluate((hash) => location.assign(hash), `#${view}`);
      await page.waitForFunction((wanted) => document.body.dataset.view === wanted, view.split('/')[0]);
      if (view.startsWith('tests/')) await page.waitForSelector('.detail article');
      if (view === 'log') await page.waitForSelector('.log-lines .text');
      await picture(page, `${name}-${view.replace('/', '-')}`);
      expect(await nameless(page), view).toEqual([]);
      expect(await faintTexts(page), view).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, view).toBeLessThanOrEqual(0);
    }
    await closing(opened);
  });

  test('has its landmarks and headings', async () => {
    const opened = await browser.open(eventful);
    const { page } = opened;
    expect(await page.title()).toBe('shop: failed');
    for (const landmark of ['banner', 'main', 'navigation']) expect(await namesOf(page, landmark)).toHaveLength(1);
    expect(await page.locator('h1').allTextContents()).toEqual(['shop']);
    expect(await page.locator('h2').allTextContents()).toEqual(['Failures', 'Targets', 'Keys']);
    await closing(opened);
  });

  test('goes by keyboard', async () => {
    const opened = await browser.open(eventful);
    const { page } = opened;
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    await press('2');
    expect(await shown(page)).toBe('tests');
    await page.waitForFunction(() => document.querySelector('.detail h2')?.textContent?.includes('test_total'));
    await press('j');
    expect(await selected(page, '.tests-list')).toContain('test_expires_after_an_hour');
    await press('j');
    await press('k');
    await press('Enter');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('detail');
    await page.waitForFunction(() => location.hash === '#tests/1');
    await press('/');
    await page.keyboard.type('no such test');
    expect(await page.textContent('.tests .count')).toBe('0 of 43');
    await press('Escape');
    expect(await page.textContent('.tests .count')).toBe('43 of 43');
    await page.keyboard.type('jk queue');
    expect(await page.inputValue('.tests .find')).toBe('jk queue');
    await press('Escape');
    await press('Escape');
    await press('3');
    expect(await shown(page)).toBe('timeline');
    await press('/');
    expect(await shown(page)).toBe('log');
    await page.keyboard.type('test_case_1234 ');
    await page.waitForSelector('.results-list .row');
    expect(await selected(page, '.log-lines')).toContain('test_case_1234');
    await press('Escape');
    await press('Escape');
    await press('?');
    expect(await page.locator('dialog[open]').count()).toBe(1);
    await picture(page, 'keys');
    await press('2');
    expect(await shown(page)).toBe('log');
    await press('Escape');
    expect(await page.locator('dialog[open]').count()).toBe(0);
    await press('5');
    await press('Enter');
    expect(await shown(page)).toBe('history');
    await press('j');
    await press('Enter');
    await page.waitForFunction(() => document.body.dataset.view === 'tests');
    expect(await page.textContent('.detail h2')).toContain('test_two_workers');
    await page.goBack();
    expect(await shown(page)).toBe('history');
    await closing(opened);
  });

  test('the history names targets and counts as the summary does, and the timeline says what its red means', async () => {
    const opened = await browser.open(eventful);
    const { page } = opened;
    await page.evaluate(() => location.assign('#history'));
    await page.waitForSelector('.history-list .row');
    expect(await page.locator('.history-list .target-name').first().textContent()).toBe('py311');
    const figures = await page.locator('.history-list .figures').allTextContents();
    expect(figures).toContain('likely flaky failed 5 of its last 50 runs, 2 of them flaky');
    await page.evaluate(() => location.assign('#timeline'));
    const legend = page.locator('.timeline .legend');
    expect(await legend.locator('li').allTextContents()).toContain('commands run, and tests fail');
    const colourOf = (element: Element): string => getComputedStyle(element).backgroundColor;
    const red = await page.locator('.chart .bar.bad').first().evaluate(colourOf);
    expect(await legend.locator('.bar.bad').evaluate(colourOf)).toBe(red);
    await closing(opened);
  });

  test('what has the focus is outlined', async () => {
    const opened = await browser.open(eventful);
    const { page } = opened;
    for (let stop = 0; stop < 8; stop += 1) {
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(() => {
        const element = document.activeElement;
        return element === null ? '' : `${element.tagName} ${getComputedStyle(element).outlineStyle}`;
      });
      expect(outline).toMatch(/^(A|BUTTON|SUMMARY|PRE) solid$/);
    }
    await closing(opened);
  });

  test('has the theme that one chooses', async () => {
    const opened = await browser.open(eventful);
    const { page } = opened;
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.click('#theme');
    expect(await ground()).toBe(light);
    await page.keyboard.press('t');
    expect(await ground()).toBe(dark);
    expect(await page.textContent('#theme')).toBe('Dark');
    await page.click('#theme');
    expect(await page.textContent('#theme')).toBe('Auto');
    await closing(opened);
  });

  test('copies a line that runs again', async () => {
    const opened = await browser.open(eventful);
    const { page } = opened;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('.copy').first().click();
    await page.waitForFunction(() => document.querySelector('.copy')?.textContent === 'Copied');
    const line = await page.evaluate(() => navigator.clipboard.readText());
    expect(line).toMatch(/^dox -e py311 -- shop\/tests\/test_cart\.py::CartTest::test_total shop/);
    await closing(opened);
  });

  test('finds a test in the log, in the colours of the log', async () => {
    const opened = await browser.open(eventful, { hash: '#log' });
    const { page } = opened;
    const passed = [...longLog(3000)]
      .join('')
      .split('\n')
      .filter((line) => line.includes('PASSED')).length;
    await page.fill('.logs .find', 'passed');
    await page.waitForFunction(
      (wanted) => document.querySelector('.logs .count')?.textContent === wanted,
      `${passed} lines`,
    );
    await page.waitForSelector('.log-lines mark');
    const colour = await page.evaluate(() => {
      const found = document.querySelector('.log-lines .f2 mark');
      return found === null ? null : getComputedStyle(found).color;
    });
    expect(colour).toBe('rgb(25, 105, 58)');
    await picture(page, 'log-search');
    await page.click('.exact');
    await page.waitForFunction(() => document.querySelector('.logs .count')?.textContent === '0 lines');
    await closing(opened);
  });

  test('prints what matters', async () => {
    const opened = await browser.open(eventful, { hash: '#log' });
    const { page } = opened;
    await page.waitForTimeout(600); // what is printed is made when the page has come to rest
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 794, height: 1123 });
    expect(await page.locator('.paper article').count()).toBe(3);
    expect(await page.locator('main').isVisible()).toBe(false);
    await page.screenshot({ path: join(folder, 'print.png') });
    await picture(page, 'print');
    await closing(opened);
  });
});

describe.skipIf(!hasBrowser)('pages of other runs', () => {
  test('a green one', async () => {
    const targets = ['py39', 'py311', 'py313', 'lint'].map((label, index) =>
      targetResult({ label, seconds: { image: 0.2, start: 0.4, command: 8 + index * 7 } }),
    );
    const opened = await browser.open(await pageOf(summaryOf(targets)));
    await picture(opened.page, 'green');
    expect(await opened.page.textContent('.sentence')).toBe('4 targets passed, in 4.00s.');
    await opened.page.keyboard.press('2');
    expect(await opened.page.textContent('.detail')).toBe('Nothing failed.');
    expect(await faintTexts(opened.page)).toEqual([]);
    await closing(opened);
  });

  test('an interrupted one', async () => {
    const whole = eventfulRun();
    const timeline = whole.timeline.slice(0, 12).map((span) => ({
      ...span,
      ended: span.ended !== null && span.ended > whole.started + 60_000 ? null : span.ended,
    }));
    const stopped = targetResult({
      label: 'py311',
      verdict: 'interrupted',
      exit: 130,
      reason: 'interrupted by SIGINT',
      exitCode: 130,
    });
    const run = { ...whole, timeline, targets: [stopped], signal: 'SIGINT', ended: whole.started + 60_000 } as const;
    const opened = await browser.open(await pageOf(run));
    expect(await opened.page.locator('.target').count()).toBe(4);
    await picture(opened.page, 'interrupted');
    await opened.page.keyboard.press('3');
    expect(await opened.page.locator('.bar.open').count()).toBeGreaterThan(0);
    await picture(opened.page, 'interrupted-timeline');
    await closing(opened);
  });

  test('one where nothing ran', async () => {
    const problem = 'no engine answers at unix:///var/run/docker.sock';
    const opened = await browser.open(await pageOf(summaryOf([], { selected: ['unit', 'lint'], problem })), {
      dark: true,
    });
    expect(await opened.page.textContent('.notes')).toBe(problem);
    await picture(opened.page, 'nothing-ran');
    await opened.page.keyboard.press('3');
    expect(await opened.page.textContent('.empty')).toBe('Nothing ran.');
    await opened.page.keyboard.press('4');
    expect(await opened.page.textContent('.logs .empty')).toBe('There is no log.');
    await closing(opened);
  });

  test('one with 10,000 failed tests', async () => {
    const failures = Array.from({ length: 10_000 }, (_, index) =>
      failedTest({
        id: `tests/test_module_${index % 300}.py::Test${index % 17}::test_case_${index}`,
        message: `AssertionError: ${index} != ${index + 1}`,
        excerpt: Array.from({ length: 20 }, (__, line) => `    line ${line} of what test ${index} printed`),
      }),
    );
    const path = await pageOf(summaryOf([failedTarget(failures)]), { history: eventfulHistory(10_000, 'unit') });
    const opened = await browser.open(path, { hash: '#tests' });
    const { page } = opened;
    await page.waitForSelector('.detail article');
    await picture(page, 'ten-thousand');
    expect(await page.locator('.tests-list .row').count()).toBeLessThan(60);
    await page.keyboard.press('j');
    await page.focus('.tests-list');
    await page.keyboard.press('End');
    await page.waitForSelector('.tests-list .row[aria-selected="true"][aria-posinset="20003"]');
    const last = await page.textContent('.tests-list .row[aria-selected="true"] .test-id');
    await page.waitForFunction((id) => document.querySelector('.detail h2')?.textContent === id, last);
    await page.fill('.tests .find', 'case_9876');
    await page.waitForFunction(() => document.querySelector('.tests .count')?.textContent?.startsWith('1 of'));
    await page.waitForFunction(() =>
      document.querySelector('.detail .excerpt')?.textContent?.includes('of what test 9876 printed'),
    );
    await page.fill('.tests .find', '');
    await page.mouse.move(300, 500);
    for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, 5000);
    await page.waitForFunction(
      () => Number(document.querySelector('.tests-list .row')?.getAttribute('data-index')) > 1000,
    );
    expect(await page.locator('.tests-list .row').count()).toBeLessThan(60);
    await page.keyboard.press('Escape');
    await page.evaluate(() => location.assign('#history'));
    await page.waitForSelector('.history-list .row');
    expect(await page.locator('.history-list .row').count()).toBeLessThan(60);
    await closing(opened);
  });

  test('one that printed all that could break out of it', async () => {
    const attacks = [
      hostileText,
      '<img src=x onerror=alert(1)>',
      '</script><script>alert(1)</script>',
      '<!--<script>',
      '</style><style>*{display:none}</style>',
      '"><svg onload=alert(1)>',
      'javascript:alert(1)',
      '\x1b]8;;javascript:alert(1)\x07click\x1b]8;;\x07',
      '{{constructor.constructor("alert(1)")()}}',
      '__proto__',
    ];
    const text = attacks.join('\n');
    const failures = attacks.map((attack) =>
      failedTest({ id: attack, message: attack, file: attack, excerpt: text.split('\n') }),
    );
    const target = failedTarget(failures, {
      label: text,
      reason: text,
      hint: text,
      detail: text,
      retryNote: text,
      rerun: { words: ['--', text] },
    });
    const listed = attacks.map((id) => listedTest({ id, message: text }));
    const history = historyOf([historyRun({ target: text, listed, tree: text, image: text })]);
    const run = summaryOf([target], { project: text, warnings: [text], problem: text, root: text });
    const path = await pageOf(run, { history, logs: { '.dox/runs/r/unit/log': () => [text] } });
    const opened = await browser.open(path);
    const { page } = opened;
    const scripts = await page.locator('script').count();
    for (let test = 0; test < attacks.length; test += 1) {
      await page.evaluate((hash) => location.assign(hash), `#tests/${test}`);
      await page.waitForSelector('.detail article');
    }
    for (const view of ['summary', 'timeline', 'history', 'log'])
      await page.evaluate((hash) => location.assign(hash), `#${view}`);
    await page.fill('.logs .find', 'alert');
    await page.waitForSelector('.log-lines mark');
    await picture(page, 'hostile');
    expect(await page.locator('script').count()).toBe(scripts);
    expect(
      await page.locator('img, iframe, object, embed, style:not(head style), main a[href^="javascript"]').count(),
    ).toBe(0);
    expect(await page.textContent('.log-lines')).toContain('<img src=x onerror=alert(1)>');
    await closing(opened);

    // and whatever would get in, the policy keeps it from running
    const guarded = await browser.open(path);
    await guarded.page.evaluate(() => {
      const script = document.createElement('script');
      script.append('document.title = "broken"');
      document.body.append(script);
    });
    expect(await guarded.page.title()).not.toBe('broken');
    expect(guarded.complaints.join()).toMatch(/Content Security Policy|Trusted/);
    await expect(guarded.page.evaluate(() => fetch('https://example.com/'))).rejects.toThrow();
    await guarded.page.close();
  });
});

describe.skipIf(!hasBrowser)('dox report --html', () => {
  const report = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execa(process.execPath, [program, 'report', ...args], { reject: false, stdin: 'ignore', cwd: folder, env });
  const recording = new URL('../recordings/pytest/pytest9.0-all.log', import.meta.url).pathname;

  test('makes a page of a log', async () => {
    const { exitCode, stdout } = await report(['--html', 'log.html', recording]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('FAIL tests/test_failing.py::test_equal');
    const opened = await browser.open(join(folder, 'log.html'));
    const { page } = opened;
    expect(await page.locator('nav a').allTextContents()).toEqual(['Summary', expect.stringContaining('Tests'), 'Log']);
    await picture(page, 'report');
    await page.keyboard.press('2');
    await page.waitForSelector('.detail article');
    expect(await page.textContent('.detail .copy-line code')).toBe('pytest tests/test_failing.py::test_equal');
    await page.click('.find-in-log');
    await page.waitForSelector('.log-lines mark');
    expect(await selected(page, '.log-lines')).toContain('test_equal');
    await picture(page, 'report-log');
    await closing(opened);
  });

  test('of a log of 50 MB takes little memory, and the page finds its lines', async () => {
    const log = join(folder, 'long.log');
    async function* text(): AsyncGenerator<string> {
      yield* longLog(540_000);
      yield 'here is the needle\n';
      yield readFileSync(recording, 'utf8');
    }
    await pipeline(Readable.from(text()), createWriteStream(log));
    expect(statSync(log).size).toBeGreaterThan(50e6);
    const memory = join(folder, 'memory');
    const hook = `import { writeFileSync } from 'node:fs';
      process.on('exit', () => writeFileSync(${JSON.stringify(memory)}, String(process.resourceUsage().maxRSS)));`;
    const options = `--import=data:text/javascript;base64,${Buffer.from(hook).toString('base64')}`;
    const { exitCode, stderr } = await report(['--html', 'long.html', log], { NODE_OPTIONS: options });
    expect(exitCode, stderr).toBe(1);
    expect(Number(readFileSync(memory, 'utf8'))).toBeLessThan(300 * 1024); // KiB
    expect(statSync(join(folder, 'long.html')).size).toBeLessThan(20e6);

    const opened = await browser.open(join(folder, 'long.html'), { hash: '#log' });
    const { page } = opened;
    await page.waitForSelector('.log-lines .text');
    await page.fill('.logs .find', 'the NEEDLE');
    await page.waitForFunction(() => document.querySelector('.logs .count')?.textContent === '1 line');
    await page.waitForFunction(() => document.querySelector('.log-lines .row[aria-selected="true"] mark') !== null);
    expect(await selected(page, '.log-lines')).toBe('540001here is the needle');
    await picture(page, 'long-log');
    await page.fill('.logs .find', 'test_case_4');
    await page.waitForFunction(() => document.querySelector('.logs .count')?.textContent === 'the first 20000 lines');
    expect(await page.locator('.log-lines .row').count()).toBeLessThan(150);
    await closing(opened);
  });

  test('writes it to standard output, and says where it cannot be written', async () => {
    const piped = await report(['--html', '-', recording]);
    expect(piped.stdout).toMatch(/^<!doctype html>\n/);
    expect(piped.stderr).toContain('FAIL tests/test_failing.py::test_equal');
    const wrong = await report(['--html', 'no/such/page.html', recording]);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).toContain('there is no such folder');
    writeFileSync(join(folder, 'kept.html'), 'old');
    const gone = await report(['--html', 'kept.html', 'no-such.log']);
    expect(gone).toMatchObject({ exitCode: 2 });
    expect(readFileSync(join(folder, 'kept.html'), 'utf8')).toBe('old');
  });
});
