import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the demo with --otlp', () => {
  it('shows what a receiver was sent of each signal, beside the X-Ray trace, the EMF metrics and the log lines', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/demo.mjs', '--otlp'], { cwd: root });
    expect(stdout).toContain('Everything is as it should be.');
    const withBody = stdout.split('\n').filter((line) => line.startsWith('$ curl') && line.includes(' -d '));
    expect(withBody).toHaveLength(3);
    for (const line of withBody) expect(line).toContain("-H 'content-type: application/json'");
    const [, trace] = stdout.match(/OTLP {2}span {4}POST \/orders .* trace ([0-9a-f]{32})/) ?? [];
    expect(stdout).toContain(`trace 1-${trace?.slice(0, 8)}-${trace?.slice(8)}`);
    expect(stdout).toMatch(/OTLP {2}metric {2}OrderValue {2}2800 in 1/);
    expect(stdout).toMatch(/Shop › OrderValue 2800/);
    expect(stdout).toMatch(/OTLP {2}log {5}INFO {2}order stored/);
    expect(stdout).toMatch(/^ {4}INFO {5}order stored/m);
  }, 60_000);
});
