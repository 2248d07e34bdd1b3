import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openPage } from '../support/browser.js';
import { buildCommand, start, temporaryFolder } from '../support/runtime.js';

let bin = '';
beforeAll(async () => {
  if (hasBrowser) bin = await buildCommand();
});

const SOURCE = `export const handler = async (): Promise<string> => {
  const answer: string = 'first';
  return answer;
};
`;
const BROKEN = SOURCE.replace("= 'first'", '= = 1');

describe.skipIf(!hasBrowser)('a source that is saved while the page is open', () => {
  it('is loaded again under the same page: what does not compile is shown in place, and gone when it is mended', async () => {
    const cwd = temporaryFolder();
    const save = (source: string) => writeFileSync(path.join(cwd, 'greet.ts'), source);
    save(SOURCE);
    const lambda = await start(bin, { cwd, functions: ['greet.handler'], watch: true, ui: true, uiPort: 0 });
    await lambda.invoke('greet', {});
    await lambda.invoke('greet', {});
    const { page, problems } = await openPage({ viewport: { width: 1280, height: 860 } });
    await page.goto(`${lambda.pageUrl}/#/invocations`);
    await expect.poll(() => page.locator('.row').allInnerTexts()).toHaveLength(2);
    expect((await page.locator('.row').first().innerText()).includes('cold start')).toBe(false);
    // What the page loses when it is loaded again.
    await page.getByLabel('Filter invocations').fill('invoke');
    await page.evaluate('window.kept = true');

    save(BROKEN);
    const problem = page.getByRole('region', { name: 'greet cannot be loaded' });
    await problem.waitFor();
    const said = await problem.innerText();
    expect(said).toContain('SyntaxError');
    expect(said).toContain('greet.ts:2');
    expect(await problem.locator('.here').innerText()).toContain('const answer: string = = 1;');
    const failed = await lambda.invoke('greet', {});
    expect(failed.outcome).toBe('init-error');

    save(SOURCE.replace('first', 'second'));
    await problem.waitFor({ state: 'detached' });
    await page.getByText('greet.ts has changed and is loaded: the next invocation is a cold start.').waitFor();
    const mended = await lambda.invoke('greet', {});
    expect(mended.response.toString()).toBe('"second"');
    await expect.poll(() => page.locator('.row').count()).toBe(4);
    expect(await page.locator('.row').first().innerText()).toContain('cold start');
    expect(await page.evaluate('window.kept')).toBe(true);
    expect(await page.getByLabel('Filter invocations').inputValue()).toBe('invoke');
    expect(problems).toEqual([]);
  });

  it('leaves one process of each function, however often it is saved', async () => {
    const cwd = temporaryFolder();
    const save = (answer: number) =>
      writeFileSync(path.join(cwd, 'count.mjs'), `export const handler = async () => [${answer}, process.pid];`);
    save(0);
    const lambda = await start(bin, { cwd, functions: ['count.handler'], watch: true });
    const pids = new Set<number>();
    for (const answer of [1, 2, 3]) {
      save(answer);
      await expect
        .poll(async () => {
          const [given, pid] = JSON.parse((await lambda.invoke('count', {})).response.toString());
          pids.add(pid);
          return given;
        })
        .toBe(answer);
    }
    const alive = () => [...pids].filter(isAlive).length;
    await expect.poll(alive).toBe(1);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
