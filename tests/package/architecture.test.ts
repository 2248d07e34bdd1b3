import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { type Import, importsIn, importsOf, sourceFiles } from './imports.js';

/** The part of the package that a file belongs to. */
const partOf = (path: string): string => {
  const [top, second] = path.split('/');
  if (top === 'exporters') return second?.endsWith('.ts') ? 'exporters' : `exporters/${second}`;
  if (top !== 'src') return top ?? path;
  return second?.endsWith('.ts') ? path : `src/${second}`;
};

const UTILITIES = ['src/event-handler', 'src/idempotency', 'src/validation', 'src/jmespath'];
const FACADES = ['src/logger', 'src/tracer', 'src/metrics'];
const EXPORTERS = ['exporters/xray', 'exporters/emf', 'exporters/json'];

/** Which parts of this package a part may import, beside itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  exporters: [],
  'exporters/xray': ['exporters'],
  'exporters/emf': ['exporters'],
  'exporters/json': ['exporters'],
  'src/version.ts': [],
  'src/invocation': [],
  'src/explanation': ['src/invocation'],
  'src/telemetry': ['src/invocation', 'src/explanation', 'src/version.ts', 'exporters', ...EXPORTERS],
  'src/jmespath': [],
  'src/event-handler': ['src/invocation'],
  'src/idempotency': ['src/invocation', 'src/jmespath'],
  'src/validation': ['src/invocation', 'src/jmespath'],
  'src/logger': ['src/invocation', 'src/telemetry', 'src/jmespath', 'exporters', 'exporters/json', 'src/version.ts'],
  'src/tracer': ['src/invocation', 'src/telemetry', 'src/version.ts'],
  'src/metrics': ['src/invocation', 'src/telemetry', 'exporters', 'exporters/emf', 'src/version.ts'],
  'src/handler.ts': ['src/invocation', 'src/telemetry'],
  'src/with-powertools.ts': ['src/handler.ts', 'src/invocation', 'src/telemetry', 'src/version.ts'],
  'src/index.ts': ['src/handler.ts', 'src/with-powertools.ts', 'src/invocation', 'src/explanation', 'src/telemetry'],
  'src/testing': ['src/invocation', 'src/telemetry', ...EXPORTERS],
  'src/local': ['src/explanation', 'src/version.ts'],
};

/** Which packages a part may load at run time. */
const packages: Readonly<Record<string, readonly RegExp[]>> = {
  'src/telemetry': [/^@opentelemetry\//],
  'src/jmespath': [/^jmespath$/],
  'src/validation': [/^@opentelemetry\/api$/, /^ajv$/],
  'src/idempotency': [/^@opentelemetry\/api$/, /^@aws-sdk\/client-dynamodb$/],
  'src/logger': [/^@opentelemetry\/api(-logs)?$/],
  'src/testing': [/^@opentelemetry\/api(-logs)?$/],
  'src/local': [/^node:/, /^dynalite$/, /^sucrase$/, /^yaml$/, /^esbuild$/],
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

  it.each([
    [
      'exporters/xray/x.ts',
      "import { a } from '../../src/telemetry/settings.js';",
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
    const telemetry = importsOf('src/telemetry/traces.ts').map(({ to }) => to);
    expect(telemetry).toContain('@opentelemetry/sdk-trace-base');
    expect(telemetry).toContain('exporters/xray/index.ts');
    expect(telemetry).toContain('src/telemetry/console-exporters.ts');
  });

  it('keeps every source file under 300 lines', () => {
    const long = files
      .map((file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length] as const)
      .filter(([, lines]) => lines > 300);
    expect(long).toEqual([]);
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
