import type { AssignmentExpression, FunctionDeclaration, Node, Program, Statement } from '@babel/types';
import { pathOf, unwrapped } from './syntax.js';

/** What Lambda's configuration calls a handler, by habit and by documentation. */
const NAMES = new Set(['handler', 'lambdaHandler']);

/** An exported handler, and where it stands. */
export type Handler =
  /** An expression that can be put into a call. */
  | { readonly kind: 'expression'; readonly value: Node }
  /** `export async function handler() {}`, with the whole statement. */
  | { readonly kind: 'function'; readonly value: FunctionDeclaration; readonly statement: Node }
  /** Exported by a list of names: `export { handler }`. */
  | { readonly kind: 'listed'; readonly value: Node; readonly name: string };

/** The handlers that a module exports, as far as their exports can be recognised. */
export function handlersOf(program: Program): Handler[] {
  return program.body.flatMap((statement) => [...exported(statement), ...assigned(statement)]);
}

/** The value of a variable, or the function, that a module declares at its top level. */
export function declarationOf(name: string, program: Program): Node | undefined {
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type === 'FunctionDeclaration' && declaration.id?.name === name) return declaration;
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declaration.declarations) {
      if (id.type === 'Identifier' && id.name === name && init) return init;
    }
  }
  return undefined;
}

function exported(statement: Statement): Handler[] {
  if (statement.type !== 'ExportNamedDeclaration' || statement.source) return [];
  const { declaration } = statement;
  if (declaration?.type === 'FunctionDeclaration') {
    return NAMES.has(declaration.id?.name ?? '') ? [{ kind: 'function', value: declaration, statement }] : [];
  }
  if (declaration?.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap(({ id, init }): Handler[] =>
      id.type === 'Identifier' && NAMES.has(id.name) && init ? [{ kind: 'expression', value: init }] : [],
    );
  }
  return statement.specifiers.flatMap((specifier): Handler[] => {
    if (specifier.type !== 'ExportSpecifier' || specifier.exported.type !== 'Identifier') return [];
    const { name } = specifier.exported;
    return NAMES.has(name) ? [{ kind: 'listed', value: specifier, name: specifier.local.name }] : [];
  });
}

/** `exports.handler = …`, `module.exports.handler = …`, `module.exports = { handler: … }`. */
function assigned(statement: Statement): Handler[] {
  if (statement.type !== 'ExpressionStatement') return [];
  const expression = unwrapped(statement.expression);
  return expression.type === 'AssignmentExpression' ? valuesOf(expression) : [];
}

function valuesOf({ left, right }: AssignmentExpression): Handler[] {
  const path = pathOf(left).join('.');
  const name = /^(?:module\.)?exports\.(\w+)$/.exec(path)?.[1];
  if (name !== undefined) return NAMES.has(name) ? [{ kind: 'expression', value: right }] : [];
  if (path !== 'module.exports' || right.type !== 'ObjectExpression') return [];
  return right.properties.flatMap((property): Handler[] => {
    if (property.type !== 'ObjectProperty' || property.computed || property.key.type !== 'Identifier') return [];
    if (!NAMES.has(property.key.name)) return [];
    return property.shorthand
      ? [{ kind: 'listed', value: property, name: property.key.name }]
      : [{ kind: 'expression', value: property.value }];
  });
}
