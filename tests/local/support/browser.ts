import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach } from 'vitest';
import { temporaryFolder } from './runtime.js';

/** Debian's, or the one that the variable names. */
const EXECUTABLE = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (file) => file !== undefined && existsSync(file),
);

export const hasBrowser = EXECUTABLE !== undefined;
if (!hasBrowser)
  console.log('The tests of the page are skipped: there is no /usr/bin/chromium (apt-get install chromium).');

let browser: Browser | undefined;
const contexts: BrowserContext[] = [];

/** A page in a window of its own. What a page throws, and what it may not load, is collected in `problems`. */
export const openPage = async (options: BrowserContextOptions = {}): Promise<{ page: Page; problems: string[] }> => {
  browser ??= await chromium.launch({
    executablePath: EXECUTABLE ?? '',
    // A fresh folder for what the browser remembers.
    env: { ...process.env, HOME: temporaryFolder() },
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
  const context = await browser.newContext(options);
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return { page, problems };
};

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});
afterAll(() => browser?.close());
