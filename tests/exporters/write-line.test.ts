import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { type DiagLogger, diag } from '@opentelemetry/api';
import { build } from 'esbuild';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLineWriter, stdoutLineWriter } from '../../exporters/write-line.js';

const directory = mkdtempSync(join(tmpdir(), 'write-line-'));
const bundle = join(directory, 'write-line.mjs');

beforeAll(async () => {
  await build({
    entryPoints: [new URL('../../exporters/write-line.ts', import.meta.url).pathname],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
  });
});

describe('the output of a line writer', () => {
  it('is opened when it is asked for, or with the first line', () => {
    const stdout = vi.spyOn(process, 'stdout', 'get');
    const idle = createLineWriter();
    expect([idle.dropped, idle.flush()]).toEqual([0, undefined]);
    expect(stdout).not.toHaveBeenCalled();
    idle.prepare();
    expect(stdout).toHaveBeenCalledOnce();
    stdout.mockRestore();
  });
});

/** A process with a pipe for its stdout that runs `program`, which has a line writer as `writer`. */
const run = (program: string) => {
  const source = `import { createLineWriter } from ${JSON.stringify(`file://${bundle}`)}; const writer = createLineWriter(); ${program}`;
  return spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: ['ignore', 'pipe', 'pipe'] });
};

const exitCode = (child: ReturnType<typeof run>): Promise<number | null> =>
  new Promise((resolve) => child.once('close', resolve));

const silent: DiagLogger = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, verbose: () => {} };

afterEach(() => diag.disable());

describe('a line writer', () => {
  it('writes a line and its newline in one piece, and knows at once that it is out', async () => {
    const child = run(`process.stderr.write(String(writer.write('{"a":1}')));`);

    expect(await Promise.all([text(child.stdout), text(child.stderr), exitCode(child)])).toEqual([
      '{"a":1}\n',
      'true',
      0,
    ]);
  });

  it('keeps its lines whole beside those of the console', async () => {
    const child = run(`
      for (let i = 0; i < 200; i += 1) {
        writer.write(JSON.stringify({ i, text: 'x'.repeat(5000) }));
        console.log(JSON.stringify({ log: i, text: 'y'.repeat(5000) }));
      }
      await writer.flush();`);
    const lines = (await text(child.stdout))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

    expect(lines.map(({ i, log }) => i ?? log)).toEqual(
      Array.from({ length: 400 }, (_, index) => Math.floor(index / 2)),
    );
  });

  it('has delivered every line, uncut, before a process exits that has awaited the flush', async () => {
    const child = run(`
      for (let i = 0; i < 300; i += 1) writer.write(i + ' ' + 'x'.repeat(3000));
      await writer.flush();
      process.exit(0);`);
    await delay(300); // The pipe is full by then, because nobody has read.
    const lines = (await text(child.stdout)).split('\n');

    expect(lines.pop()).toBe('');
    expect(lines.map((line) => [Number.parseInt(line, 10), line.length])).toEqual(
      Array.from({ length: 300 }, (_, i) => [i, `${i}`.length + 3001]),
    );
  });

  it('tells for each line when it is out, where the reader is slow', async () => {
    const child = run(`
      const outcomes = [];
      for (let i = 0; i < 1000; i += 1) outcomes.push(writer.write('x'.repeat(3000)));
      const later = outcomes.filter((outcome) => outcome !== true);
      const settled = await Promise.all(later);
      process.stderr.write(JSON.stringify([later.length > 500, settled.every((written) => written === true)]));`);
    await delay(200);

    expect((await text(child.stdout)).length).toBe(3_001_000);
    expect(await text(child.stderr)).toBe('[true,true]');
  });

  it('survives a reader that is gone', async () => {
    const child = run(`
      await new Promise((resolve) => setTimeout(resolve, 100));
      const outcomes = [];
      for (let i = 0; i < 5; i += 1) {
        outcomes.push(await writer.write('x'.repeat(100)));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      process.stderr.write(JSON.stringify({ outcomes, dropped: writer.dropped }));`);
    child.stdout.destroy();

    const [report, code] = await Promise.all([text(child.stderr), exitCode(child)]);

    expect(JSON.parse(report)).toEqual({ outcomes: [false, false, false, false, false], dropped: 5 });
    expect(code).toBe(0);
  });

  it('writes to a file', async () => {
    const path = join(directory, 'lines.txt');
    const writer = createLineWriter({ stream: createWriteStream(path) });
    const outcome = writer.write('a');
    void writer.write('b');
    await writer.flush();

    expect(await outcome).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
  });

  it('drops lines, counts them and says so once, where the reader is too far behind', async () => {
    const messages: string[] = [];
    diag.setLogger({ ...silent, error: (message) => void messages.push(message) }, { suppressOverrideMessage: true });
    const stream = new PassThrough({ highWaterMark: 1 });
    const writer = createLineWriter({ stream, maxPending: 10 });
    const outcomes = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc', 'dddddddd'].map((line) => writer.write(line));
    const output = text(stream);
    const settled = await Promise.all(outcomes);
    stream.end();

    expect(settled.filter((written) => !written).length).toBe(writer.dropped);
    expect(writer.dropped).toBeGreaterThan(0);
    expect((await output).split('\n').length - 1 + writer.dropped).toBe(4);
    expect(messages).toHaveLength(1);
  });

  it('does not throw where the stream does, or has ended', async () => {
    const throwing = {
      write: () => {
        throw new Error('gone');
      },
      listenerCount: () => 0,
      once: () => {},
    };
    const ended = new PassThrough();
    ended.end();
    const writer = createLineWriter({ stream: ended });

    expect(createLineWriter({ stream: throwing }).write('a')).toBe(false);
    expect(await writer.write('a')).toBe(false);
    expect(writer.dropped).toBe(1);
  });

  it('leaves the errors of the stream to those who listen to them', async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) });
    const listener = vi.fn();
    stream.on('error', listener);
    const writer = createLineWriter({ stream });

    expect(await writer.write('a')).toBe(false);
    await vi.waitFor(() => expect(listener).toHaveBeenCalledWith(expect.objectContaining({ message: 'disk full' })));
    expect(stream.listenerCount('error')).toBe(1);
  });

  it('is one for stdout, however many use it', () => {
    expect(stdoutLineWriter()).toBe(stdoutLineWriter());
  });
});
