import { describe, expect, it } from 'vitest';
import { parseStackTrace } from '../../../exporters/xray/document/stack-trace.js';

const framesOf = (stack: string) => parseStackTrace(stack, 50)[0]?.frames;

describe('A stack of V8 is read', () => {
  it.each([
    ['a named function', 'at handler (/var/task/index.js:3:9)', '/var/task/index.js', 3, 'handler'],
    ['an ES module', 'at handler (file:///var/task/index.mjs:3:9)', '/var/task/index.mjs', 3, 'handler'],
    ['an async function', 'at async Runtime.handle (/a.js:10:2)', '/a.js', 10, 'Runtime.handle'],
    ['an async module', 'at async file:///a.mjs:10:2', '/a.mjs', 10, 'anonymous'],
    ['a constructor', 'at new Foo (/a.js:1:2)', '/a.js', 1, 'new Foo'],
    ['an alias', 'at Foo.bar [as baz] (/a.js:1:2)', '/a.js', 1, 'Foo.bar [as baz]'],
    ['no name', 'at /a.js:7:1', '/a.js', 7, 'anonymous'],
    [
      'Node’s own code',
      'at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
      'node:internal/process/task_queues',
      105,
      'process.processTicksAndRejections',
    ],
    ['native code', 'at Array.map (native)', 'native', 0, 'Array.map'],
    ['<anonymous>', 'at JSON.parse (<anonymous>)', '<anonymous>', 0, 'JSON.parse'],
    ['eval', 'at eval (eval at run (file:///a.mjs:4:5), <anonymous>:1:1)', '/a.mjs', 4, 'eval'],
    ['a Windows path', 'at f (C:\\app\\index.js:3:9)', 'C:\\app\\index.js', 3, 'f'],
    ['a Windows URL', 'at f (file:///C:/app/index.js:3:9)', 'C:/app/index.js', 3, 'f'],
    ['a path with blanks', 'at f (/my code/a.js:3:9)', '/my code/a.js', 3, 'f'],
  ])('for %s', (_what, line, path, number, label) => {
    expect(framesOf(`Error: x\n    ${line}`)).toEqual([{ path, line: number, label }]);
  });

  it('past a message of several lines, with any line ends', () => {
    expect(framesOf('Error: first\r\nsecond: 3\r\n    at f (/a.js:1:2)\r\n')).toEqual([
      { path: '/a.js', line: 1, label: 'f' },
    ]);
    expect(framesOf('')).toEqual([]);
  });

  it('with the causes that `util.inspect` prints', () => {
    const stack = [
      'Error: outer',
      '    at f (/a.js:1:2) {',
      '  [cause]: TypeError: inner',
      '      at g (/b.js:3:4) {',
      "    code: 'E',",
      '    [cause]: just text',
      '  }',
      '}',
    ].join('\n');
    expect(parseStackTrace(stack, 50)).toEqual([
      { type: '', message: '', isCause: false, truncated: 0, frames: [{ path: '/a.js', line: 1, label: 'f' }] },
      {
        type: 'TypeError',
        message: 'inner',
        isCause: true,
        truncated: 0,
        frames: [{ path: '/b.js', line: 3, label: 'g' }],
      },
      { type: '', message: 'just text', isCause: true, truncated: 0, frames: [] },
    ]);
  });

  it('in time that grows with its length alone', () => {
    const line = `    at ${'('.repeat(100_000)}:1`;
    expect(framesOf(`Error\n${`${line}\n`.repeat(20)}`)).toHaveLength(20);
  });
});
