import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Whether there is a Chromium; where there is none, the tests that need it are named and left out, but never in CI. */
export const hasBrowser = existsSync(executablePath) || process.env.DOX_TEST_ENGINES === 'all';
if (!hasBrowser) process.stderr.write('NOT TESTED: the page in a browser (Debian: apt-get install chromium)\n');

/** Where screenshots are kept, to be looked at. */
const artifacts = resolve(process.env.DOX_TEST_ARTIFACTS ?? 'test-artifacts', 'page');

interface Size {
  readonly width: number;
  readonly height: number;
}

export const sizes = {
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
  wall: { width: 3840, height: 2160 },
} as const satisfies Readonly<Record<string, Size>>;

/** A page as it was opened, and what it did that it should not have. */
export interface Opened {
  readonly page: Page;
  /** Errors, warnings, breaches of the page's own policy, and requests for anything but the page. */
  readonly complaints: readonly string[];
}

/** A real Chromium without a window, with a profile of its own that goes with it. */
export class Browser {
  readonly #context: BrowserContext;
  readonly #profile: string;

  private constructor(context: BrowserContext, profile: string) {
    this.#context = context;
    this.#profile = profile;
  }

  /** Throws where there is no Chromium: a page that no browser has shown is not tested. */
  static async start(): Promise<Browser> {
    if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing: scripts/test-tools.sh installs it`);
    mkdirSync(artifacts, { recursive: true });
    const profile = mkdtempSync(join(tmpdir(), 'dox-chromium-'));
    const args = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ];
    const context = await chromium.launchPersistentContext(profile, { executablePath, args, timezoneId: 'UTC' });
    return new Browser(context, profile);
  }

  /** Opens a file, in the light theme unless told otherwise. */
  async open(
    path: string,
    {
      size = sizes.desk,
      dark = false,
      hash = '',
    }: { readonly size?: Size; readonly dark?: boolean; readonly hash?: string } = {},
  ): Promise<Opened> {
    const page = await this.#context.newPage();
    const complaints: string[] = [];
    const address = pathToFileURL(path).href;
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      dialog.dismiss().catch(() => undefined); // the page may be closed by then
    });
    page.on('request', (request) => {
      if (request.url().replace(/#.*/, '') !== address) complaints.push(`request: ${request.url().slice(0, 200)}`);
    });
    page.on('popup', () => complaints.push('popup'));
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' });
    await page.goto(`${address}${hash}`);
    await page.waitForSelector('main > *');
    return { page, complaints };
  }

  async close(): Promise<void> {
    await this.#context.close();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}

/** Keeps a picture of what is seen. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(artifacts, `${name}.png`) });
}
