import { type Node, parseSync } from 'oxc-parser';

/** What is wrong with the functions at the top of a module, by line. */
export function faultsOfFunctions(file: string, text: string): string[] {
  const { program } = parseSync(file, text);
  const lineOf = ({ start }: Node): number => text.slice(0, start).split('\n').length;
  const faults: string[] = [];
  let helper: string | undefined;
  for (const statement of program.body) {
    const exported = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
    const node: Node | null = exported ? statement.declaration : statement;
    if (!node) continue;
    for (const name of functionsInVariables(node)) {
      faults.push(`${file}:${lineOf(node)} ${name} is a function in a variable: declare it`);
    }
    const name = declaredFunction(node);
    if (name === undefined) continue;
    if (!exported) helper ??= name;
    else if (helper !== undefined) {
      faults.push(`${file}:${lineOf(node)} ${name} is exported and comes after the helper ${helper}`);
    }
  }
  return faults;
}

/**
 * V8 compiles a declaration when it is called, and a function in a variable at once. One whose variable is annotated with
 * the type of a function has its parameters' types from there, which a declaration cannot.
 */
function functionsInVariables(node: Node): string[] {
  if (node.type !== 'VariableDeclaration') return [];
  return node.declarations.flatMap(({ id, init }) =>
    id.type === 'Identifier' && !id.typeAnnotation && init && isFunction(init) ? [id.name] : [],
  );
}

function isFunction(node: Node): boolean {
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression') return isFunction(node.expression);
  if (node.type === 'ParenthesizedExpression') return isFunction(node.expression);
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression';
}

function declaredFunction(node: Node): string | undefined {
  // An overload that is only declared counts with the one that has the body.
  return node.type === 'FunctionDeclaration' && node.id ? node.id.name : undefined;
}
