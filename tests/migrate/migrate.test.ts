import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root, subpaths } from '../../scripts/entries.mjs';
import { migrateManifest } from '../../src/migrate/manifest.js';
import { migrateSource } from '../../src/migrate/source.js';
import { type Fixture, handlers, imports, leftOvers, unwrapped } from './fixtures.js';

const known = new Set(subpaths);
const scratch = mkdtempSync(join(tmpdir(), 'migrate-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function migrated({ before, as = 'ts' }: Fixture) {
  return migrateSource(`source.${as}`, before, known);
}

describe.each([
  ['a name of a module', imports],
  ['what is left', leftOvers],
  ['a handler that is wrapped', handlers],
  ['a handler that is not', unwrapped],
])('%s', (_, fixtures) => {
  it.each(fixtures)('$title', (fixture) => {
    const { text, remarks } = migrated(fixture);
    expect(text).toBe(fixture.after);
    const expected = fixture.remarks ?? [];
    expect(remarks).toHaveLength(expected.length);
    for (const [index, { line, text: said }] of remarks.entries())
      expect(`${line}: ${said}`).toContain(expected[index]);
  });

  it.each(fixtures)('$title: a second time changes nothing', (fixture) => {
    expect(migrateSource(`source.${fixture.as ?? 'ts'}`, fixture.after, known).text).toBe(fixture.after);
  });
});

describe('the fixtures', () => {
  it('are many', () => {
    expect(imports.length + leftOvers.length + handlers.length + unwrapped.length).toBeGreaterThanOrEqual(60);
  });
});

describe('a manifest', () => {
  const versions = { '@opentelemetry/api': '^1.9.0', 'otel-powertools': '^1.2.3' };

  it('loses the packages of Powertools, and gets this one and its peer, in order', () => {
    const before = {
      name: 'shop',
      dependencies: {
        '@aws-lambda-powertools/logger': '^2.0.0',
        '@aws-lambda-powertools/tracer': '^2.0.0',
        '@middy/core': '^6.0.0',
        zod: '^4.0.0',
      },
    };
    const { text, removed } = migrateManifest(`${JSON.stringify(before, undefined, 4)}\n`, new Set(), versions);
    expect(text).toBe(
      `${JSON.stringify(
        {
          name: 'shop',
          dependencies: {
            '@middy/core': '^6.0.0',
            '@opentelemetry/api': '^1.9.0',
            'otel-powertools': '^1.2.3',
            zod: '^4.0.0',
          },
        },
        undefined,
        4,
      )}\n`,
    );
    expect(removed).toEqual(['@aws-lambda-powertools/logger', '@aws-lambda-powertools/tracer']);
  });

  it('keeps a package that a source still needs', () => {
    const before =
      '{"dependencies":{"@aws-lambda-powertools/event-handler":"^2","@aws-lambda-powertools/logger":"^2"}}';
    const { text, removed } = migrateManifest(before, new Set(['@aws-lambda-powertools/event-handler']), versions);
    expect(JSON.parse(text).dependencies).toHaveProperty('@aws-lambda-powertools/event-handler');
    expect(removed).toEqual(['@aws-lambda-powertools/logger']);
  });

  it('gets them in the part that had the old ones, and keeps its own version of the peer', () => {
    const before = {
      dependencies: { '@opentelemetry/api': '~1.9.1' },
      devDependencies: { vitest: '^4', '@aws-lambda-powertools/logger': '^2' },
    };
    expect(JSON.parse(migrateManifest(JSON.stringify(before), new Set(), versions).text)).toEqual({
      dependencies: { '@opentelemetry/api': '~1.9.1' },
      devDependencies: { vitest: '^4', 'otel-powertools': '^1.2.3' },
    });
  });

  it('stays as it is, to the character, without packages of Powertools', () => {
    const before = '{ "dependencies": {"a":"1"},\n\t"x": [ 1,2 ] }';
    expect(migrateManifest(before, new Set(), versions)).toEqual({ text: before, removed: [], remarks: [] });
  });

  it('is read with a byte order mark', () => {
    const { text, removed } = migrateManifest(
      '\ufeff{"dependencies":{"@aws-lambda-powertools/logger":"^2"}}',
      new Set(),
      versions,
    );
    expect(JSON.parse(text).dependencies).toHaveProperty('otel-powertools');
    expect(removed).toEqual(['@aws-lambda-powertools/logger']);
  });

  it.each(['{ "dependencies": { "@aws-lambda-powertools/logger": "^2", }', '["@aws-lambda-powertools/logger", }'])(
    'that cannot be read is left, and said: %s',
    (before) => {
      const { text, remarks } = migrateManifest(before, new Set(), versions);
      expect(text).toBe(before);
      expect(remarks).toEqual([{ line: 1, text: expect.stringMatching(/^it could not be read: /) }]);
    },
  );
});

describe('otel-powertools migrate', () => {
  function project(name: string): string {
    const folder = join(scratch, name);
    for (const inner of ['src', 'node_modules/@aws-lambda-powertools/logger', 'dist']) {
      mkdirSync(join(folder, inner), { recursive: true });
    }
    const source =
      "import { Logger } from '@aws-lambda-powertools/logger';\nexport const handler = async () => new Logger();\n";
    writeFileSync(join(folder, 'src/handler.ts'), source);
    writeFileSync(
      join(folder, 'src/resolver.ts'),
      "\nimport x from '@aws-lambda-powertools/event-handler/bedrock-agent';\n",
    );
    writeFileSync(join(folder, 'src/other.ts'), 'export const other = 1;\n');
    writeFileSync(join(folder, 'dist/handler.js'), source);
    writeFileSync(join(folder, 'node_modules/@aws-lambda-powertools/logger/index.js'), source);
    writeFileSync(
      join(folder, 'package.json'),
      '{\n  "dependencies": {\n    "@aws-lambda-powertools/event-handler": "^2",\n    "@aws-lambda-powertools/logger": "^2"\n  }\n}\n',
    );
    return folder;
  }

  function run(folder: string, ...args: string[]) {
    const command = join(root, 'dist/bin/otel-powertools.js');
    return spawnSync(process.execPath, [command, 'migrate', ...args], { cwd: folder, encoding: 'utf8' });
  }

  it('changes a project, says what it did and what it left, and leaves installed and built files alone', () => {
    const folder = project('whole');
    const { status, stdout } = run(folder);
    expect(stdout.split('\n')).toEqual([
      'changed  src/handler.ts: 1 import, 1 handler wrapped',
      'changed  package.json: @aws-lambda-powertools/logger replaced',
      '',
      'Left for you:',
      '  src/resolver.ts:2  @aws-lambda-powertools/event-handler/bedrock-agent was left: there is no resolver for Bedrock agents here yet',
      '',
      '2 files changed, 1 thing left for you.',
      'Next: npm install, then run your tests. docs/migrating-from-powertools.md says what differs.',
      '',
    ]);
    expect(status).toBe(2);
    expect(readFileSync(join(folder, 'src/handler.ts'), 'utf8')).toBe(
      "import { withPowertools } from 'otel-powertools';\nimport { Logger } from 'otel-powertools/logger';\nexport const handler = withPowertools(async () => new Logger());\n",
    );
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual([
      '@aws-lambda-powertools/event-handler',
      '@opentelemetry/api',
      'otel-powertools',
    ]);
    for (const untouched of ['dist/handler.js', 'node_modules/@aws-lambda-powertools/logger/index.js']) {
      expect(readFileSync(join(folder, untouched), 'utf8')).toContain('@aws-lambda-powertools/logger');
    }
  });

  it('writes nothing with --dry-run', () => {
    const folder = project('dry');
    const before = join(scratch, 'before');
    cpSync(folder, before, { recursive: true });
    const { stdout } = run(folder, '--dry-run', 'src', 'package.json');
    expect(stdout).toContain('would change  src/handler.ts: 1 import, 1 handler wrapped');
    expect(stdout).toContain('2 files would be changed, 1 thing left for you.');
    for (const file of ['src/handler.ts', 'package.json']) {
      expect(readFileSync(join(folder, file), 'utf8')).toBe(readFileSync(join(before, file), 'utf8'));
    }
  });

  it('is done after the first time', () => {
    const folder = project('twice');
    rmSync(join(folder, 'src/resolver.ts'));
    expect(run(folder).status).toBe(0);
    expect(run(folder)).toMatchObject({ status: 0, stdout: 'Nothing here uses Powertools for AWS Lambda.\n' });
  });

  it('tells of tests that replace console where it changes something, and else says nothing of them', () => {
    const folder = project('spying');
    rmSync(join(folder, 'src/resolver.ts'));
    writeFileSync(join(folder, 'src/handler.test.ts'), "vi.spyOn(console, 'info');\n");
    const first = run(folder);
    expect(first.stdout).toContain('  src/handler.test.ts:1  what replaces console does not see log lines');
    expect(first.status).toBe(2);
    expect(run(folder)).toMatchObject({ status: 0, stdout: 'Nothing here uses Powertools for AWS Lambda.\n' });
  });

  it('says what is not there, and what it does not understand', () => {
    const folder = project('wrong');
    expect(run(folder, 'nowhere')).toMatchObject({ status: 1, stderr: expect.stringContaining('There is no ') });
    expect(run(folder, '--dry')).toMatchObject({ status: 1, stderr: expect.stringContaining('migrate --help') });
    expect(run(folder, '--help').stdout).toContain('Usage: otel-powertools migrate');
  });
});
