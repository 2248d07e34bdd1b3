import type { CallExpression, Program } from '@babel/types';
import type { Remark } from './remark.js';
import { lineOf, pathOf, walk } from './syntax.js';

/** How test runners replace a method: `vi.spyOn`, `jest.spyOn`, `mock.method` of `node:test`, `sinon.stub`. */
const REPLACING = new Set(['spyOn', 'method', 'stub', 'spy', 'replace']);

/** Whether it may be worth parsing a file to look for them. */
export function mayReplaceConsole(text: string): boolean {
  return /\bconsole\b/.test(text) && /\b(?:spyOn|method|stub|spy|replace)\b/.test(text);
}

/** The first place where a test replaces a method of `console`, through which nothing of this package goes. */
export function remarkOnConsole(program: Program): Remark[] {
  const lines: number[] = [];
  walk(program, (node) => {
    if (node.type === 'CallExpression' && replacesConsole(node)) lines.push(lineOf(node));
  });
  const [line] = lines;
  if (line === undefined) return [];
  return [
    {
      line,
      text: 'what replaces console does not see log lines and metrics, which go to stdout: read them by captureTelemetry of otel-powertools/testing',
    },
  ];
}

function replacesConsole({ callee, arguments: [target] }: CallExpression): boolean {
  const path = pathOf(callee);
  return (
    path.length > 1 && REPLACING.has(path.at(-1) ?? '') && target !== undefined && pathOf(target).at(-1) === 'console'
  );
}
