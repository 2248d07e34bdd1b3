import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildCommand, functionsFolder, temporaryFolder } from './support/runtime.js';

/** A command starts processes, on a machine that may be busy. */
const PATIENT = { timeout: 20_000 };

let command = '';
beforeAll(async () => {
  command = path.join(await buildCommand(), 'otel-powertools.js');
});

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

const launch = (args: readonly string[], options: SpawnOptions = {}) => {
  const child = spawn(process.execPath, [command, ...args], { cwd: functionsFolder, stdio: 'pipe', ...options });
  running.push(child);
  return child;
};

/** Runs the command to its end. */
const run = async (args: readonly string[], { stdin = '', ...options }: SpawnOptions & { stdin?: string } = {}) => {
  const child = launch(args, options);
  child.stdin?.end(stdin);
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'exit'),
  ]);
  return { code, stdout, stderr };
};

/** Starts `dev` on a free port; resolves when it serves. */
const serve = async (...args: readonly string[]) => {
  const child = launch(['dev', ...args, '--port', '0']);
  let stdout = '';
  const url = await new Promise<string>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      const [, served] = stdout.match(/serves on (\S+)\n[\s\S]*Ctrl-C/) ?? [];
      if (served) resolve(served);
    });
  });
  return { child, url, port: new URL(url).port, output: () => stdout };
};

/** Whether a process exists. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const pidOf = async (url: string): Promise<number> => {
  const response = await fetch(`${url}/2015-03-31/functions/process-id/invocations`, { method: 'POST', body: '{}' });
  return Number(await response.text());
};

describe('the command otel-powertools', () => {
  it.each([
    [[], 'Usage: otel-powertools <command>'],
    [['--help'], 'Usage: otel-powertools <command>'],
    [['dev', '--help'], 'Usage: otel-powertools dev'],
    [['invoke', '-h'], 'Usage: otel-powertools invoke'],
  ])('explains itself for %j', async (args, usage) => {
    const { code, stdout, stderr } = await run(args);
    expect(stdout).toContain(usage);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('tells its version', async () => {
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['serve'], /no command "serve", only dev, invoke/],
    [['dev', '--bogus', 'behaviour.handler'], /Unknown option '--bogus'/],
    [['dev', 'behaviour.handler', '--port', '70000'], /--port 70000: not a whole number/],
    [['dev', 'behaviour.handler', '--timeout', 'soon'], /--timeout soon: not a number of seconds/],
    [['dev', 'behaviour.handler', '--env', 'NAME'], /--env NAME: write it as KEY=VALUE/],
    [['dev', 'behaviour.handler', '--dynamodb', '8000'], /--dynamodb 8000: not a URL/],
    [['dev', 'nowhere/at-all.handler'], /There is no file for "nowhere\/at-all\.handler"/],
    [['dev', 'behaviour.missing', '--port', '0'], /"missing" is not exported by .*, whose functions are .*/],
    [['dev', 'behaviour.handler', '--template', 'no.yaml'], /There is no template .*no\.yaml/],
    [['dev', 'behaviour.handler', '--event', 'no.json'], /Cannot read the event file no\.json/],
    [['invoke', 'behaviour.handler', '--event', '{"a"'], /The event is not JSON/],
    [['invoke'], /Name one function/],
    [['invoke', 'behaviour', '--port', '1'], /No otel-powertools dev answers on port 1/],
    [['invoke', 'behaviour.handler', '--ric'], /aws-lambda-ric is not installed/],
  ])('says what is wrong with %j in one line, and ends with 1', async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^otel-powertools: [^\n]+\n$/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('says in one line that its port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await run(['dev', 'behaviour.handler', '--port', String(port)]);
    server.close();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `otel-powertools: Port ${port} is in use. Stop what listens there, or choose another with --port.\n`,
    });
  });
});

describe('otel-powertools invoke', () => {
  it('prints what the function returns, and its report elsewhere', async () => {
    const { code, stdout, stderr } = await run([
      'invoke',
      'behaviour.handler',
      '--event',
      '{"do":"print"}',
      '--no-color',
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'null\n' });
    expect(stderr).toContain('plain line');
    expect(stderr).not.toContain('\u001b');
  });

  it('reads the event from stdin or from a file', async () => {
    const event = '{"do":"echo","value":"read"}';
    const file = path.join(temporaryFolder(), 'event.json');
    writeFileSync(file, event);
    expect((await run(['invoke', 'behaviour.handler', '--event', '-'], { stdin: event })).stdout).toBe('"read"\n');
    expect((await run(['invoke', 'behaviour.handler', '--event', file])).stdout).toBe('"read"\n');
  });

  it('passes on the variables, the time-out and the memory that it is given', async () => {
    const options = ['--env', 'A=1=2', '--memory', '1024', '--timeout', '0.5'];
    const { stdout } = await run(['invoke', 'behaviour.handler', '--event', '{"do":"environment"}', ...options]);
    expect(JSON.parse(stdout)).toMatchObject({ A: '1=2', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024' });
    const late = await run(['invoke', 'behaviour.handler', '--event', '{"do":"hang"}', ...options]);
    expect(late.stdout).toContain('Task timed out after 0.50 seconds');
  });

  it('ends with 1 when the function fails', async () => {
    const { code, stdout } = await run(['invoke', 'behaviour.handler', '--event', '{"do":"throw"}']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ errorType: 'RangeError' });
  });

  it('sends the event to a running local Lambda', async () => {
    const { port, output } = await serve('behaviour.handler', '--no-color');
    const answer = await run(['invoke', 'behaviour', '--port', port, '--event', '{"do":"echo","value":1}']);
    expect(answer).toEqual({ code: 0, stdout: '1\n', stderr: '' });
    const failed = await run(['invoke', 'behaviour.handler', '--port', port, '--event', '{"do":"throw"}']);
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining('RangeError') });
    expect(output()).toContain('RangeError');
    const unknown = await run(['invoke', 'nobody', '--port', port]);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('Function not found: nobody') });
  });
});

describe('otel-powertools dev', () => {
  it('sends the given events instead of serving, and fails when one of them does', async () => {
    const good = await run(['dev', 'behaviour.handler', '--event', '{"do":"print"}', '--event', '{"do":"print"}']);
    expect(good.code).toBe(0);
    expect(good.stdout.split('plain line')).toHaveLength(3);
    expect((await run(['dev', 'behaviour.handler', '--event', '{"do":"exit"}', '--event', '{}'])).code).toBe(1);
  });

  it('serves, says what, and prints a report of each invocation', async () => {
    const { url, output } = await serve('behaviour.handler', 'http.handler', '--no-color');
    expect(output()).toMatch(/behaviour {2}behaviour\.handler {2}every request/);
    expect(output()).toMatch(/http {7}http\.handler {2}npx otel-powertools invoke http --port \d+/);
    expect((await fetch(`${url}/some/path`)).status).toBe(200);
    await expect.poll(output, PATIENT).toContain('GET /some/path');
  });

  it('goes on serving a handler that cannot be loaded, until it can', async () => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'f.mjs'), 'throw new Error("not yet");');
    const child = launch(['dev', 'f.handler', '--port', '0', '--no-color'], { cwd });
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    await expect.poll(() => stdout, PATIENT).toContain('not loaded: Error: not yet');
    const url = stdout.match(/http:\S+/)?.[0] ?? '';
    expect((await fetch(url)).status).toBe(500);
    writeFileSync(path.join(cwd, 'f.mjs'), 'export const handler = async () => "now";');
    expect(await (await fetch(url)).text()).toBe('now');
  });

  it('loads a source that has changed with the next invocation, and keeps what is in DynamoDB', async () => {
    const cwd = temporaryFolder();
    mkdirSync(path.join(cwd, 'lib'));
    writeFileSync(path.join(cwd, 'lib/answer.ts'), 'export const answer: string = "before";');
    writeFileSync(
      path.join(cwd, 'f.ts'),
      `import { answer } from './lib/answer';
      export const handler = async () => [answer, process.env.AWS_ENDPOINT_URL_DYNAMODB];`,
    );
    const child = launch(['dev', 'f.handler', '--port', '0', '--no-color'], { cwd });
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    await expect.poll(() => stdout, PATIENT).toContain('Ctrl-C');
    const url = stdout.match(/http:\S+/)?.[0] ?? '';
    const [before, dynamodb] = (await (await fetch(url)).json()) as string[];
    writeFileSync(path.join(cwd, 'lib/answer.ts'), 'export const answer: string = "after";');
    await expect.poll(() => stdout, PATIENT).toContain(`${path.join('lib', 'answer.ts')} has changed`);
    expect(before).toBe('before');
    expect(await (await fetch(url)).json()).toEqual(['after', dynamodb]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends itself and its functions at %s', async (signal) => {
    const { child, url } = await serve('process-id.handler');
    const pid = await pidOf(url);
    expect(isAlive(pid)).toBe(true);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(isAlive(pid)).toBe(false);
  });

  it('takes its functions along when it is killed, also in the middle of an invocation', async () => {
    const { child, url } = await serve('process-id.handler', 'process-id.hang', '--timeout', '60');
    const idle = await pidOf(url);
    const file = path.join(temporaryFolder(), 'pid');
    const invocations = `${url}/2015-03-31/functions/process-id-2/invocations`;
    fetch(invocations, { method: 'POST', body: JSON.stringify({ file }) }).catch(() => {});
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toMatch(/^\d+$/);
    const busy = Number(readFileSync(file, 'utf8'));
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => isAlive(idle) || isAlive(busy), { timeout: 5000 }).toBe(false);
  });

  it.each(['SIGKILL', 'SIGQUIT'] as const)(
    'leaves nothing behind after %s: not a function whose thread is busy, nor what that has started',
    async (signal) => {
      const { child, url } = await serve('process-id.spin', '--timeout', '60');
      const file = path.join(temporaryFolder(), 'pid');
      const invocations = `${url}/2015-03-31/functions/process-id/invocations`;
      fetch(invocations, { method: 'POST', body: JSON.stringify({ file }) }).catch(() => {});
      await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toMatch(/^\d+ \d+$/);
      const pids = readFileSync(file, 'utf8').split(' ').map(Number);
      child.kill(signal);
      await once(child, 'exit');
      await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
    },
  );

  it('says where its page is, and with --json writes one line of JSON for each invocation and nothing else', async () => {
    const child = launch(['dev', 'behaviour.handler', '--port', '0', '--ui-port', '0', '--json']);
    let [stdout, stderr] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    await expect.poll(() => stderr, PATIENT).toContain('Ctrl-C');
    const [, page = ''] = stderr.match(/See it at (\S+)/) ?? [];
    expect(await (await fetch(page)).text()).toContain('<div id="app">');
    const url = stderr.match(/http:\S+/)?.[0] ?? '';
    for (const value of [1, 2]) {
      const invocations = `${url}/2015-03-31/functions/behaviour/invocations`;
      await fetch(invocations, { method: 'POST', body: JSON.stringify({ do: 'echo', value }) });
    }
    await expect.poll(() => stdout.split('\n'), PATIENT).toHaveLength(3);
    expect(JSON.parse(stdout.split('\n')[1] ?? '')).toMatchObject({ sequence: 2, response: '2', outcome: 'ok' });
  });
});
