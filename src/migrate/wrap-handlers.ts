import type { CallExpression, Node, Program } from '@babel/types';
import type MagicString from 'magic-string';
import { declarationOf, type Handler, handlersOf } from './handlers.js';
import { OWN, POWERTOOLS } from './packages.js';
import type { Remark } from './remark.js';
import { isFunction, lineOf, pathOf, rangeOf, textOf, unwrapped, walk } from './syntax.js';

const WRAPPER = 'withPowertools';

/** Middlewares that begin an invocation: what they surround needs no wrapper. */
const BEGINNERS = new Set(['captureLambdaHandler', 'injectLambdaContext', 'logMetrics']);

/** What became of a handler: it is wrapped, it works as it is, or it is for the user to decide. */
type Verdict = { readonly wrap: Node } | 'works' | { readonly why: string };

/** What was done to the handlers of a file. */
export interface Wrapping {
  readonly wrapped: number;
  readonly remarks: readonly Remark[];
}

/** Wraps the handlers that a module exports, by `edits`, and imports the wrapper. */
export function wrapHandlers(program: Program, text: string, edits: MagicString): Wrapping {
  if (declares(program, WRAPPER)) return { wrapped: 0, remarks: [] };
  const remarks: Remark[] = [];
  let wrapped = 0;
  for (const handler of handlersOf(program)) {
    const verdict = verdictOn(handler, program);
    if (verdict === 'works') continue;
    if ('why' in verdict) {
      remarks.push({ line: lineOf(handler.value), text: `the handler was not wrapped: ${verdict.why}` });
      continue;
    }
    wrap(handler, verdict.wrap, edits);
    wrapped += 1;
  }
  if (wrapped > 0) importWrapper(program, text, edits);
  return { wrapped, remarks };
}

function verdictOn(handler: Handler, program: Program): Verdict {
  if (handler.kind === 'function') {
    const { value, statement } = handler;
    const problem = problemOf(value);
    if (problem) return { why: problem };
    const name = value.id?.name ?? '';
    return isUsedOutside(name, value, program)
      ? { why: `${name} is used elsewhere in the file. Write export const ${name} = ${WRAPPER}(async (…) => { … })` }
      : { wrap: statement };
  }
  if (handler.kind === 'listed') {
    const declared = declarationOf(handler.name, program);
    if (declared === undefined)
      return { why: `${handler.name} is not declared in this file. Wrap it where it is exported` };
    if (declared.type === 'FunctionDeclaration') {
      return { why: `it is exported by name. Write export const handler = ${WRAPPER}(${handler.name})` };
    }
    return verdictOnValue(declared, program);
  }
  return verdictOnValue(handler.value, program);
}

function verdictOnValue(given: Node, program: Program): Verdict {
  const value = unwrapped(given);
  if (isFunction(value)) {
    const problem = problemOf(value);
    return problem ? { why: problem } : { wrap: given };
  }
  if (value.type === 'Identifier') {
    const declared = declarationOf(value.name, program);
    if (!declared) return { wrap: given };
    const verdict = verdictOnValue(declared, program);
    return typeof verdict === 'object' && 'wrap' in verdict ? { wrap: given } : verdict;
  }
  if (value.type === 'CallExpression') return verdictOnCall(value, given, program);
  if (value.type === 'MemberExpression') return { wrap: given };
  return { why: `it is not clear what it is. Write export const handler = ${WRAPPER}(…)` };
}

function verdictOnCall(call: CallExpression, given: Node, program: Program): Verdict {
  const path = pathOf(call.callee);
  const name = path.at(-1) ?? '';
  if (name === WRAPPER || surrounds(call)) return 'works';
  // What suspends has to be outside: it runs its handler again and again.
  const [first] = call.arguments;
  if (name === 'withDurableExecution' && first) return verdictOnValue(first, program);
  if (name === 'bind' && path.length > 1) return isDecorated(program) ? 'works' : { wrap: given };
  return { wrap: given };
}

/** Whether a middleware of Powertools is given to `use` somewhere in the chain of calls. */
function surrounds(call: CallExpression): boolean {
  let found = false;
  walk(call, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
    if (node.callee.property.type !== 'Identifier' || node.callee.property.name !== 'use') return;
    walk(node, (inner) => {
      if (inner.type === 'CallExpression') found ||= BEGINNERS.has(pathOf(inner.callee).at(-1) ?? '');
    });
  });
  return found;
}

/** Whether a method of a class has one of Powertools' decorators that begin an invocation. */
function isDecorated(program: Program): boolean {
  let found = false;
  walk(program, (node) => {
    if (node.type !== 'Decorator') return;
    const { expression } = node;
    const callee = expression.type === 'CallExpression' ? expression.callee : expression;
    found ||= BEGINNERS.has(pathOf(callee).at(-1) ?? '');
  });
  return found;
}

function problemOf(value: Node): string | undefined {
  if (!isFunction(value)) return undefined;
  if (value.params.length > 2) {
    return `it has ${value.params.length} parameters. Make it async and return its result, then wrap it`;
  }
  return undefined;
}

function wrap(handler: Handler, node: Node, edits: MagicString): void {
  const { start, end } = rangeOf(node);
  if (handler.kind !== 'function') {
    edits.appendRight(start, `${WRAPPER}(`).appendLeft(end, ')');
    return;
  }
  const { value } = handler;
  edits.update(start, rangeOf(value).start, `export const ${value.id?.name} = ${WRAPPER}(`).appendLeft(end, ');');
}

function isUsedOutside(name: string, declaration: Node, program: Program): boolean {
  const { start, end } = rangeOf(declaration);
  let used = false;
  walk(program, (node) => {
    if (node.type !== 'Identifier' || node.name !== name) return;
    const place = rangeOf(node);
    used ||= place.start < start || place.end > end;
  });
  return used;
}

function declares(program: Program, name: string): boolean {
  let found = false;
  walk(program, (node) => {
    found ||= node.type === 'Identifier' && node.name === name;
  });
  return found;
}

/** Puts the import of the wrapper before the first import of Powertools, written as that one is. */
function importWrapper(program: Program, text: string, edits: MagicString): void {
  const first = program.body.find((statement) => namesPowertools(statement)) ?? program.body[0];
  if (!first) return;
  const { start, end } = rangeOf(first);
  const written = text.slice(start, end);
  const quote = written.includes("'") ? "'" : '"';
  const semicolon = written.endsWith(';') ? ';' : '';
  const source = `${quote}${OWN}${quote}`;
  const isModule = program.body.some(({ type }) => /^(Import|Export)/.test(type));
  const statement = isModule
    ? `import { ${WRAPPER} } from ${source}${semicolon}`
    : `const { ${WRAPPER} } = require(${source})${semicolon}`;
  edits.appendRight(start, `${statement}\n`);
}

function namesPowertools(statement: Node): boolean {
  let found = false;
  walk(statement, (node) => {
    found ||= textOf(node)?.startsWith(POWERTOOLS) === true;
  });
  return found;
}
