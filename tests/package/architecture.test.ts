import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { type Import, importsIn, importsOf, sourceFiles } from './imports.js';

/** The part of the package that a file belongs to: a folder of `src` or `exporters`, a room of `src/telemetry`. */
const partOf = (path: string): string => {
  const [top, second, third] = path.split('/');
  if (top === 'exporters') return second?.endsWith('.ts') ? 'exporters' : `exporters/${second}`;
  if (top !== 'src') return top ?? path;
  if (second === 'telemetry' && third && !third.endsWith('.ts')) return `src/telemetry/${third}`;
  return second?.endsWith('.ts') ? path : `src/${second}`;
};

const UTILITIES = [
  'src/event-handler',
  'src/idempotency',
  'src/validation',
  'src/jmespath',
  'src/parser',
  'src/kafka',
  'src/data-masking',
  'src/parameters',
  'src/batch',
  'src/commons',
];
const FACADES = ['src/logger', 'src/tracer', 'src/metrics'];
const EXPORTERS = ['exporters/xray', 'exporters/emf', 'exporters/json', 'exporters/otlp'];

/** What every part but the lowest stands on. */
const GROUND = ['src/shared', 'src/settings', 'src/triggers', 'src/invocation'];
const TELEMETRY_ROOMS = ['settings', 'diagnostics', 'redaction', 'export', 'traces', 'meters', 'metrics', 'logs'].map(
  (room) => `src/telemetry/${room}`,
);
const TELEMETRY = ['src/telemetry', ...TELEMETRY_ROOMS];

/** Which parts of this package a part may import, beside itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  exporters: [],
  // Spans over UDP may be OTLP, too.
  'exporters/xray': ['exporters', 'exporters/otlp'],
  'exporters/emf': ['exporters'],
  'exporters/json': ['exporters'],
  'exporters/otlp': ['exporters'],
  'src/version.ts': [],
  'src/shared': [],
  'src/settings': ['src/shared'],
  'src/signing': ['src/shared'],
  'src/aws': [...GROUND, 'src/signing'],
  'src/triggers': ['src/shared'],
  'src/invocation': ['src/shared', 'src/triggers'],
  'src/telemetry/redaction': [...GROUND, 'exporters/emf'],
  'src/telemetry/diagnostics': [...GROUND, 'src/telemetry/redaction', 'exporters', 'exporters/json'],
  'src/telemetry/settings': [...GROUND, 'src/telemetry/diagnostics', 'src/telemetry/redaction', 'exporters'],
  'src/telemetry/export': [...GROUND, 'src/telemetry/settings', 'src/signing', 'exporters/otlp'],
  'src/telemetry/explanation': [...GROUND, 'src/telemetry/settings'],
  'src/telemetry/meters': ['src/shared'],
  'src/telemetry/traces': [
    ...GROUND,
    'src/telemetry/settings',
    'src/telemetry/diagnostics',
    'src/telemetry/redaction',
    'src/telemetry/export',
    'src/telemetry/explanation',
    'exporters/xray',
  ],
  'src/telemetry/metrics': [
    ...GROUND,
    'src/telemetry/settings',
    'src/telemetry/redaction',
    'src/telemetry/export',
    'src/telemetry/meters',
    'exporters/emf',
  ],
  'src/telemetry/logs': [
    ...GROUND,
    'src/telemetry/settings',
    'src/telemetry/diagnostics',
    'src/telemetry/redaction',
    'src/telemetry/export',
    'src/version.ts',
    'exporters',
    'exporters/json',
  ],
  'src/telemetry': [
    ...GROUND,
    ...TELEMETRY_ROOMS,
    'src/telemetry/explanation',
    'src/version.ts',
    'exporters',
    'exporters/json',
  ],
  'src/jmespath': ['src/shared'],
  'src/event-handler': GROUND,
  'src/idempotency': [...GROUND, 'src/jmespath', 'src/aws'],
  'src/parameters': [...GROUND, 'src/aws'],
  'src/validation': [...GROUND, 'src/jmespath'],
  'src/parser': GROUND,
  'src/kafka': GROUND,
  'src/data-masking': ['src/shared'],
  'src/commons': [...GROUND, 'src/version.ts'],
  'src/batch': [...GROUND, 'src/jmespath', 'src/idempotency'],
  'src/logger': [...GROUND, ...TELEMETRY, 'src/jmespath', 'exporters', 'exporters/json', 'src/version.ts'],
  'src/tracer': [...GROUND, ...TELEMETRY, 'exporters', 'src/version.ts'],
  'src/metrics': [...GROUND, ...TELEMETRY, 'exporters', 'exporters/emf', 'src/version.ts'],
  'src/handler.ts': ['src/shared', 'src/invocation', 'src/telemetry/settings'],
  'src/with-powertools.ts': ['src/handler.ts', ...GROUND, ...TELEMETRY, 'src/version.ts'],
  'src/index.ts': ['src/handler.ts', 'src/with-powertools.ts', ...GROUND, ...TELEMETRY, 'src/telemetry/explanation'],
  'src/register.ts': ['src/telemetry'],
  'src/testing': [...GROUND, ...TELEMETRY, ...EXPORTERS],
  'src/migrate': [],
  'src/local': [
    'src/migrate',
    'src/testing',
    'src/telemetry/explanation',
    'src/settings',
    'src/shared',
    'src/version.ts',
  ],
};

/** Which packages a part may load at run time. */
const packages: Readonly<Record<string, readonly RegExp[]>> = {
  ...Object.fromEntries(TELEMETRY_ROOMS.map((room) => [room, [/^@opentelemetry\//]])),
  'src/jmespath': [/^jmespath$/],
  'src/validation': [/^@opentelemetry\/api$/, /^ajv$/],
  'src/idempotency': [/^@opentelemetry\/api$/, /^@aws-sdk\/client-dynamodb$/],
  'src/parser': [/^@opentelemetry\/api$/, /^zod$/],
  'src/kafka': [/^@opentelemetry\/api$/, /^avro-js$/],
  'src/parameters': [/^@opentelemetry\/api$/, /^@aws-sdk\/client-(ssm|secrets-manager|appconfigdata|dynamodb)$/],
  'src/logger': [/^@opentelemetry\/api(-logs)?$/],
  'src/testing': [/^@opentelemetry\/api(-logs)?$/],
  'src/migrate': [/^node:/, /^@babel\/parser$/, /^magic-string$/],
  'src/local': [
    ...[/^node:/, /^preact\b/, /^uplot$/, /^dynalite$/, /^sucrase$/, /^yaml$/, /^esbuild$/],
    ...[/^get-tsconfig$/, /^string-width$/, /^@aws\/lambda-invoke-store$/],
  ],
};

/** The parts that stand on themselves, by way of others. */
const circular = (): string[] => {
  const reach = (part: string, seen: Set<string>): Set<string> => {
    for (const below of allowed[part] ?? []) {
      if (seen.has(below)) continue;
      seen.add(below);
      reach(below, seen);
    }
    return seen;
  };
  return Object.keys(allowed).filter((part) => reach(part, new Set()).has(part));
};

const isOwn = (path: string): boolean => path.startsWith('src/') || path.startsWith('exporters/');

const violationOf = ({ from, to, typeOnly }: Import): string | undefined => {
  const part = partOf(from);
  const rule = allowed[part];
  if (!rule) return `${from} belongs to no part of the architecture: add "${part}" to the table or move the file`;
  if (isOwn(to)) {
    const target = partOf(to);
    if (target === part || rule.includes(target)) return undefined;
    return `${from} imports ${to}: ${part} must not import ${target}`;
  }
  // Types leave nothing behind; where they may show up in public declarations is checked on the declarations.
  if (typeOnly) return undefined;
  const permitted = packages[part] ?? [/^@opentelemetry\/api$/];
  if (permitted.some((pattern) => pattern.test(to))) return undefined;
  return to.startsWith('node:')
    ? `${from} imports ${to}: an ES module import of a built-in loads every export of it; use process.getBuiltinModule`
    : `${from} loads ${to}: ${part} must not`;
};

const files = sourceFiles('src', 'exporters');

describe('the architecture', () => {
  it('allows every import there is', () => {
    const violations = files.flatMap(importsOf).map(violationOf).filter(Boolean);
    expect(violations).toEqual([]);
  });

  it('has no part that stands on itself', () => {
    expect(circular()).toEqual([]);
  });

  it('allows nothing that is not used', () => {
    const used = new Set(files.flatMap(importsOf).map(({ from, to }) => `${partOf(from)} -> ${partOf(to)}`));
    const unused = TELEMETRY_ROOMS.flatMap((part) =>
      (allowed[part] ?? [])
        .filter((to) => !GROUND.includes(to) && !used.has(`${part} -> ${to}`))
        .map((to) => `${part} -> ${to}`),
    );
    expect(unused).toEqual([]);
  });

  it.each([
    [
      'exporters/xray/x.ts',
      "import { a } from '../../src/telemetry/settings/settings.js';",
      'exporters/xray must not import src/telemetry',
    ],
    [
      'src/idempotency/x.ts',
      "export { a } from '../validation/index.js';",
      'src/idempotency must not import src/validation',
    ],
    [
      'src/event-handler/x.ts',
      "const a = await import('../telemetry/index.js');",
      'src/event-handler must not import src/telemetry',
    ],
    ['src/invocation/x.ts', "import { a } from '../logger/index.js';", 'src/invocation must not import src/logger'],
    ['src/tracer/x.ts', "import { request } from 'node:http';", 'use process.getBuiltinModule'],
    ['src/metrics/x.ts', "import {\n  a,\n} from '@opentelemetry/sdk-metrics';", 'src/metrics must not'],
    ['src/new-folder/x.ts', "import { a } from '@opentelemetry/api';", 'belongs to no part'],
  ])('would name a forbidden import in %s', (file, text, message) => {
    expect(importsIn(file, text).map(violationOf)).toEqual([expect.stringContaining(message)]);
  });

  it('finds the imports it judges', () => {
    const telemetry = importsOf('src/telemetry/traces/own-traces.ts').map(({ to }) => to);
    expect(telemetry).toContain('@opentelemetry/sdk-trace-base');
    expect(telemetry).toContain('exporters/xray/daemon/daemon-exporter.ts');
    expect(telemetry).toContain('src/telemetry/export/console-exporters.ts');
  });

  it('keeps every source file under 300 lines', () => {
    const long = files
      .map((file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length] as const)
      .filter(([, lines]) => lines > 300);
    expect(long).toEqual([]);
  });

  it('keeps every folder at 15 files', () => {
    const counts = new Map<string, number>();
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 15)).toEqual([]);
  });

  it('lets examples know the package by its name only', () => {
    const reached = sourceFiles('examples')
      .flatMap(importsOf)
      .filter(({ to }) => isOwn(to));
    expect(reached).toEqual([]);
  });

  it('names every façade and utility in the table', () => {
    expect(Object.keys(allowed)).toEqual(expect.arrayContaining([...UTILITIES, ...FACADES]));
  });
});
