import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { buildLocal } from '../../../scripts/local-bundle.mjs';
import { type LocalLambda, type LocalLambdaOptions, startLocalLambda } from '../../../src/local/index.js';
import type { InvocationReport } from '../../../src/local/report.js';

export const functionsFolder = fileURLToPath(new URL('../functions', import.meta.url));
const repository = fileURLToPath(new URL('../../..', import.meta.url));

const folders: string[] = [];

/** A folder that is removed after the tests of this file. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'otel-powertools-local-'));
  folders.push(folder);
  return folder;
};

/** Builds the command as it is published, to a folder of its own; resolves to its `bin` folder. */
export const buildCommand = async (): Promise<string> => {
  const root = temporaryFolder();
  const bin = path.join(root, 'dist/bin');
  await buildLocal(bin);
  copyFileSync(path.join(repository, 'package.json'), path.join(root, 'package.json'));
  return bin;
};

const started: LocalLambda[] = [];

/** Starts a local Lambda on the functions beside these tests; it is closed after the tests of this file. */
export const start = async (runtimeFolder: string, options: LocalLambdaOptions): Promise<LocalLambda> => {
  const lambda = await startLocalLambda({ cwd: functionsFolder, template: false, runtimeFolder, ...options });
  started.push(lambda);
  return lambda;
};

afterAll(async () => {
  await Promise.all(started.map((lambda) => lambda.close()));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What a function returned. */
export const resultOf = (report: InvocationReport): unknown => JSON.parse(report.response.toString('utf8'));
