import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const workflows = join(root, '.github', 'workflows');
const scratch = mkdtempSync(join(tmpdir(), 'release-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Job {
  readonly permissions?: Record<string, string>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}
interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

function workflow(name: string): Workflow {
  return parse(readFileSync(join(workflows, name), 'utf8'));
}

describe.each(readdirSync(workflows))('the workflow %s', (name) => {
  it('pins every action by its commit, and says which version that is', () => {
    const uses = readFileSync(join(workflows, name), 'utf8').match(/uses:.*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('gives a job no more than reading, unless the job says why', () => {
    expect(Object.values(workflow(name).permissions).every((right) => right === 'read')).toBe(true);
  });

  it('runs no text of an event as a command', () => {
    const commands = Object.values(workflow(name).jobs).flatMap(({ steps }) => steps.map(({ run = '' }) => run));
    expect(commands.filter((command) => command.includes('${{'))).toEqual([]);
  });
});

describe('the release workflow', () => {
  const { jobs } = workflow('release.yml');
  const mayWrite = Object.entries(jobs).filter(([, { permissions }]) =>
    Object.values(permissions ?? {}).includes('write'),
  );

  it('has jobs with rights, and one without that builds', () => {
    expect(mayWrite.map(([name]) => name)).toEqual(['attest', 'publish']);
    expect(jobs.pack?.permissions).toEqual({ contents: 'read' });
  });

  it.each(mayWrite)('lets %s run no code of the repository, nor of a dependency', (_, { steps }) => {
    expect(steps.filter(({ uses }) => uses?.startsWith('actions/checkout'))).toEqual([]);
    const commands = steps.flatMap(({ run }) => run ?? []).join('\n');
    expect(commands).not.toMatch(/npm (ci|install|i|run|exec|test|pack)\b|npx|node |\.ci/);
    if (commands.includes('npm publish')) expect(commands).toContain('--ignore-scripts --provenance');
  });

  it.each(mayWrite)('lets %s take only files that have the checksums of those that were packed', (_, { steps }) => {
    const check = steps.findIndex(({ run }) => run?.includes('sha256sum --check --strict'));
    const firstUse = steps.findIndex(
      ({ uses, run }) => uses?.startsWith('actions/attest@') || run?.includes('publish'),
    );
    expect(check).toBeGreaterThan(0);
    expect(firstUse).toBeGreaterThan(check);
  });
});

describe('publishing', () => {
  const complete = {
    version: '1.2.3',
    repository: { type: 'git', url: 'git+https://github.com/somebody/otel-powertools.git' },
    homepage: 'https://example.com',
    bugs: { url: 'https://example.com/issues' },
    author: 'Somebody',
    funding: 'https://example.com/fund',
  };

  function tryWith(manifest: object, ...flags: string[]): { status: number | null; stderr: string } {
    const folder = mkdtempSync(join(scratch, 'try-'));
    mkdirSync(join(folder, 'scripts'));
    for (const script of ['publishable.mjs', 'entries.mjs'])
      cpSync(join(root, 'scripts', script), join(folder, 'scripts', script));
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    return spawnSync(process.execPath, ['scripts/publishable.mjs', ...flags], { cwd: folder, encoding: 'utf8' });
  }

  it('is begun with the check', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(scripts.prepublishOnly).toBe('node scripts/publishable.mjs');
  });

  it('is let through where a maintainer has filled everything in', () => {
    expect(tryWith(complete, '--tag', 'v1.2.3', '--repository', 'somebody/otel-powertools')).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it.each(['repository', 'homepage', 'bugs', 'author', 'funding'])('fails without %s, and names it', (field) => {
    const { status, stderr } = tryWith({ ...complete, [field]: undefined });
    expect(status).toBe(1);
    expect(stderr).toContain(`has no "${field}"`);
  });

  it('fails under a tag that is not the version', () => {
    expect(tryWith(complete, '--tag', 'v1.2.4').stderr).toContain('the tag has to be v1.2.3');
  });

  it('fails from a repository that the package does not name', () => {
    expect(tryWith(complete, '--repository', 'else/fork').stderr).toContain('this is else/fork');
  });
});

describe('the package', () => {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' }),
  );
  const files = new Set<string>(packed.files.map(({ path }: { path: string }) => path));
  const pages = [...files].filter((path) => path.endsWith('.md') && !path.startsWith('dist/'));

  it('contains the pages', () => {
    expect(pages).toEqual(
      expect.arrayContaining(['README.md', 'SECURITY.md', 'docs/tracing.md', 'docs/migrating/tracer.md']),
    );
  });

  it.each(pages)('contains every page that %s links to', (page) => {
    const targets = [...readFileSync(join(root, page), 'utf8').matchAll(/(?<!!)\[[^\]]*\]\((?<target>[^)\s]+)\)/g)]
      .map(({ groups }) => groups?.target ?? '')
      .filter((target) => !/^(https?:|mailto:|#)/.test(target))
      .map((target) => normalize(join(dirname(page), target.replace(/#.*/, ''))));
    expect(targets.filter((target) => !files.has(target))).toEqual([]);
  });
});
