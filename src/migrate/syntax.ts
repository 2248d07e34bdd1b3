import { type ParserPlugin, parse } from '@babel/parser';
import type { ArrowFunctionExpression, File, FunctionDeclaration, FunctionExpression, Node } from '@babel/types';

/** The syntax tree of a source file; throws what the parser throws. */
export function parseSource(file: string, text: string): File {
  return parse(text, {
    sourceType: 'unambiguous',
    allowReturnOutsideFunction: true,
    allowImportExportEverywhere: true,
    errorRecovery: true,
    plugins: pluginsFor(file),
  });
}

/** Calls `visit` with every node of a tree, parents first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}

/** The line that a node begins in, from 1. */
export function lineOf(node: Node): number {
  return node.loc?.start.line ?? 1;
}

/** A node's place in the text. */
export function rangeOf(node: Node): { readonly start: number; readonly end: number } {
  if (typeof node.start !== 'number' || typeof node.end !== 'number') {
    throw new TypeError(`The parser gave no place of a ${node.type}.`);
  }
  return { start: node.start, end: node.end };
}

/** What an expression is without its parentheses and what TypeScript says of its type. */
export function unwrapped(node: Node): Node {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return unwrapped(node.expression);
    default:
      return node;
  }
}

/** Whether it is a function with a body of its own. */
export function isFunction(
  node: Node | undefined,
): node is ArrowFunctionExpression | FunctionExpression | FunctionDeclaration {
  return (
    node?.type === 'ArrowFunctionExpression' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'FunctionDeclaration'
  );
}

/** The text of a string, or of a template with nothing in it. */
export function textOf(node: Node | null | undefined): string | undefined {
  if (node?.type === 'StringLiteral') return node.value;
  if (node?.type === 'TemplateLiteral' && node.quasis.length === 1) return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** The names of a member, from the left: `['jest', 'mock']`; empty where a part of it is computed. */
export function pathOf(node: Node): readonly string[] {
  if (node.type === 'Identifier') return [node.name];
  if (node.type === 'MetaProperty') return [node.meta.name, node.property.name];
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return [];
  const path = pathOf(node.object);
  return path.length === 0 ? [] : [...path, node.property.name];
}

function pluginsFor(file: string): ParserPlugin[] {
  const common: ParserPlugin[] = ['decorators-legacy', 'explicitResourceManagement'];
  if (/\.[cm]?ts$/.test(file)) return [...common, 'typescript'];
  return /\.tsx$/.test(file) ? [...common, 'typescript', 'jsx'] : [...common, 'jsx'];
}

function childrenOf(node: Node): Node[] {
  return Object.entries(node)
    .filter(([key]) => !/Comments$|^(loc|extra|errors|tokens|comments)$/.test(key))
    .flatMap(([, value]): unknown[] => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
