// Reads declaration files: what a module exports, where that is declared, and which declarations it names in turn.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Comment, type Node, parseSync, visitorKeys } from 'oxc-parser';

/** A name at the top of a file, with all its overloads and merged parts. */
export interface Declared {
  readonly file: string;
  readonly name: string;
  readonly nodes: readonly Node[];
}

interface Place {
  /** The file, or the name of a package. */
  readonly from: string;
  readonly name: string;
}

interface Module {
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly locals: ReadonlyMap<string, Node[]>;
  readonly imports: ReadonlyMap<string, Place>;
  readonly exports: ReadonlyMap<string, Place>;
  /** The modules of which it exports everything. */
  readonly all: readonly string[];
}

const modules = new Map<string, Module>();

/** Every name that `file` exports, and its declaration; what a package declares is not among them. */
export function exportsOf(file: string): Map<string, Declared> {
  const { exports, all } = moduleOf(file);
  const found = new Map<string, Declared>(all.flatMap((from) => (isFile(from) ? [...exportsOf(from)] : [])));
  for (const [name, place] of exports) {
    const declared = declaredAt(place);
    if (declared) found.set(name, declared);
  }
  return found;
}

/** What `start` and all that it names, directly or not, is declared as. */
export function reachableFrom(start: Iterable<Declared>): Declared[] {
  const seen = new Map<string, Declared>();
  const visit = (declared: Declared): void => {
    const key = `${declared.file} ${declared.name}`;
    if (seen.has(key)) return;
    seen.set(key, declared);
    for (const node of declared.nodes) for (const name of namesIn(node)) visitName(declared.file, name);
  };
  const visitName = (file: string, name: string): void => {
    const declared = lookUp(file, name);
    if (declared) visit(declared);
  };
  for (const declared of start) visit(declared);
  return [...seen.values()];
}

/** What `name` means in `file`. */
export function lookUp(file: string, name: string): Declared | undefined {
  const { locals, imports } = moduleOf(file);
  const nodes = locals.get(name);
  if (nodes) return { file, name, nodes };
  const place = imports.get(name);
  return place && declaredAt(place);
}

/** Whether a TSDoc comment stands directly before the place. */
export function isDocumented(file: string, start: number): boolean {
  const { text, comments } = moduleOf(file);
  return comments.some(
    ({ type, value, end }) =>
      type === 'Block' && value.startsWith('*') && end <= start && text.slice(end, start).trim() === '',
  );
}

export function textOf(file: string, { start, end }: Node): string {
  return moduleOf(file).text.slice(start, end);
}

export function childrenOf(node: Node): Node[] {
  return (visitorKeys[node.type] ?? []).flatMap((key) => [Reflect.get(node, key)].flat().filter(isNode));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function isFile(from: string): boolean {
  return from.startsWith('/');
}

function declaredAt({ from, name }: Place): Declared | undefined {
  if (!isFile(from)) return undefined;
  const { exports, all } = moduleOf(from);
  const place = exports.get(name);
  if (place && (place.from !== from || place.name !== name)) return declaredAt(place);
  const local = place && lookUp(from, name);
  if (local) return local;
  for (const other of all) {
    const declared = declaredAt({ from: other, name });
    if (declared) return declared;
  }
  return undefined;
}

/** The names that stand for a declaration in a type, in a heritage clause or in `typeof`. */
function namesIn(node: Node): string[] {
  const named = (target: Node): string[] => {
    if (target.type === 'Identifier') return [target.name];
    return target.type === 'TSQualifiedName' || target.type === 'MemberExpression'
      ? childrenOf(target).flatMap(named)
      : [];
  };
  const own =
    node.type === 'TSTypeReference'
      ? named(node.typeName)
      : node.type === 'TSTypeQuery'
        ? named(node.exprName)
        : node.type === 'TSInterfaceHeritage' || node.type === 'TSClassImplements'
          ? named(node.expression)
          : node.type === 'ClassDeclaration' && node.superClass
            ? named(node.superClass)
            : [];
  return [...own, ...childrenOf(node).flatMap(namesIn)];
}

function moduleOf(file: string): Module {
  const known = modules.get(file);
  if (known) return known;
  const text = readFileSync(file, 'utf8');
  const { program, comments, module, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const placeOf = (request: string): string =>
    request.startsWith('.') ? join(dirname(file), request.replace(/\.js$/, '.d.ts')) : request;

  const locals = new Map<string, Node[]>();
  for (const statement of program.body) {
    const node = 'declaration' in statement && statement.declaration ? statement.declaration : statement;
    for (const name of namesDeclaredBy(node)) locals.set(name, [...(locals.get(name) ?? []), node]);
  }
  const imports = new Map<string, Place>();
  for (const { moduleRequest, entries } of module.staticImports) {
    for (const { importName, localName } of entries) {
      imports.set(localName.value, { from: placeOf(moduleRequest.value), name: importName.name ?? 'default' });
    }
  }
  const exports = new Map<string, Place>();
  const all: string[] = [];
  for (const { moduleRequest, exportName, importName, localName } of module.staticExports.flatMap(
    ({ entries }) => entries,
  )) {
    if (moduleRequest && exportName.name === null) all.push(placeOf(moduleRequest.value));
    else if (exportName.name !== null) {
      const local = localName.name ?? exportName.name;
      const place = moduleRequest
        ? { from: placeOf(moduleRequest.value), name: importName.name ?? exportName.name }
        : (imports.get(local) ?? { from: file, name: local });
      exports.set(exportName.name, place);
    }
  }
  const result = { text, comments, locals, imports, exports, all };
  modules.set(file, result);
  return result;
}

function namesDeclaredBy(node: Node): string[] {
  switch (node.type) {
    case 'ClassDeclaration':
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return node.id ? [node.id.name] : [];
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSEnumDeclaration':
      return [node.id.name];
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
    default:
      return [];
  }
}
