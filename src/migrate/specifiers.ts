import type { CallExpression, Node } from '@babel/types';
import { POWERTOOLS } from './packages.js';
import { pathOf, textOf, walk } from './syntax.js';

/** A text in a source file that names a module of Powertools. */
export interface Specifier {
  /** The literal. */
  readonly node: Node;
  readonly text: string;
  /** Whether it is known to name a module; else it is any text. */
  readonly isModule: boolean;
}

/** Where mocks of test runners take a module's name first. */
const MOCKS = new Set(['jest', 'vi', 'vitest', 'mock', 't', 'td', 'rewiremock']);

/** Every text that begins as a module of Powertools does, in the order of the file. */
export function specifiersIn(program: Node): Specifier[] {
  const modules = new Set<Node>();
  const found: { readonly node: Node; readonly text: string }[] = [];
  walk(program, (node) => {
    for (const literal of moduleNamesOf(node)) modules.add(literal);
    const text = textOf(node);
    if (text?.startsWith(POWERTOOLS)) found.push({ node, text });
  });
  return found.map((each) => ({ ...each, isModule: modules.has(each.node) }));
}

function moduleNamesOf(node: Node): Node[] {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return [node.source];
    case 'ExportNamedDeclaration':
      return node.source ? [node.source] : [];
    case 'TSExternalModuleReference':
      return [node.expression];
    case 'TSImportType':
      return [node.argument];
    case 'TSModuleDeclaration':
      return [node.id];
    case 'CallExpression':
      return namesAModule(node) ? node.arguments.slice(0, 1) : [];
    default:
      return [];
  }
}

function namesAModule({ callee }: CallExpression): boolean {
  if (callee.type === 'Import') return true;
  const [first, ...rest] = pathOf(callee);
  if (first === 'require') return rest.length === 0 || rest[0] === 'resolve';
  if (first === 'import') return rest.at(-1) === 'resolve';
  return first !== undefined && MOCKS.has(first) && rest.length > 0;
}
