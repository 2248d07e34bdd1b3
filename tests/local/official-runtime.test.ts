import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildCommand, resultOf, start, temporaryFolder } from './support/runtime.js';

let bin = '';
beforeAll(async () => {
  bin = await buildCommand();
});

/**
 * A stand-in for `aws-lambda-ric`, whose native part cannot be compiled everywhere: its files, its command line, and a
 * runtime that asks for the next invocation before it has answered the one before, and prefixes what the console prints.
 */
const RUNTIME = `
const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
const [file, name] = process.argv[2].split('.');
const module = await import('file://' + process.cwd() + '/' + file + '.mjs');
let next = fetch(base + 'next');
for (;;) {
  const invocation = await next;
  const id = invocation.headers.get('lambda-runtime-aws-request-id');
  console.log = (text) => process.stdout.write(new Date().toISOString() + '\\t' + id + '\\tINFO\\t' + text + '\\n');
  const result = await module[name](await invocation.json());
  next = fetch(base + 'next');
  await fetch(base + id + '/response', { method: 'POST', body: JSON.stringify(result) });
}
`;

const project = (): string => {
  const folder = temporaryFolder();
  const installed = path.join(folder, 'node_modules/aws-lambda-ric');
  for (const part of ['bin', 'dist']) mkdirSync(path.join(installed, part), { recursive: true });
  writeFileSync(
    path.join(installed, 'package.json'),
    '{"name":"aws-lambda-ric","main":"dist/index.mjs","bin":{"aws-lambda-ric":"bin/index.mjs"}}',
  );
  writeFileSync(path.join(installed, 'dist/index.mjs'), '');
  writeFileSync(path.join(installed, 'dist/rapid-client.node'), '');
  writeFileSync(path.join(installed, 'bin/index.mjs'), RUNTIME);
  writeFileSync(
    path.join(folder, 'f.mjs'),
    `export const handler = async (event) => {
      console.log('text');
      console.log(JSON.stringify({ _aws: {}, Orders: 1 }));
      return { event, handler: process.env._HANDLER };
    };`,
  );
  writeFileSync(path.join(folder, 'f2.ts'), 'export const handler = () => {};');
  return folder;
};

describe('a function under the official runtime', () => {
  it('is invoked, and what its console prints is read', async () => {
    const lambda = await start(bin, { cwd: project(), functions: ['f.handler'], ric: true });
    for (const n of [1, 2]) {
      const report = await lambda.invoke('f', { n });
      expect(resultOf(report)).toEqual({ event: { n }, handler: 'f.handler' });
      expect(report).toMatchObject({ outcome: 'ok', coldStart: n === 1, metrics: [{ _aws: {}, Orders: 1 }] });
      expect(report.logs.map(({ text }) => text)).toEqual([expect.stringMatching(/^\S+Z\t\S+\tINFO\ttext$/)]);
    }
  });

  it('is refused in one line where that is not installed, not compiled, or not for the handler or this Node.js', async () => {
    const cwd = project();
    await expect(start(bin, { cwd, functions: ['f2.handler'], ric: true })).rejects.toThrow('runs no TypeScript');
    const manifest = path.join(cwd, 'node_modules/aws-lambda-ric/package.json');
    const written = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, JSON.stringify({ ...JSON.parse(written), version: '4.0.2', engines: { node: '>=99' } }));
    await expect(start(bin, { cwd, functions: ['f.handler'], ric: true })).rejects.toThrow(
      /aws-lambda-ric 4\.0\.2 needs Node\.js 99, and this is \d+/,
    );
    writeFileSync(manifest, written);
    rmSync(path.join(cwd, 'node_modules/aws-lambda-ric/dist/rapid-client.node'));
    await expect(start(bin, { cwd, functions: ['f.handler'], ric: true })).rejects.toThrow('was not built');
    const without = { cwd: temporaryFolder(), functions: [path.join(cwd, 'f.handler')], ric: true };
    await expect(start(bin, without)).rejects.toThrow('is not installed');
  });
});
