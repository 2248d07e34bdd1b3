import type { Node } from 'oxc-parser';
import { type Declared, isDocumented, lookUp, textOf } from './declared.js';

/** What the language describes. */
const OF_ERROR: readonly string[] = ['name', 'message', 'cause', 'stack'];

interface Member {
  readonly name: string;
  readonly documented: boolean;
}

/**
 * The members of a class, an interface or an object type that have no TSDoc, neither here nor where a base declares them.
 * Constructors are described by their class; what is private, or has a symbol for its name, is not there for others.
 */
export function undocumentedMembers(declared: Declared): string[] {
  const members = membersOf(declared);
  const names = [...new Set(members.map(({ name }) => name))];
  // One of several overloads, or of a getter and its setter, speaks for all of them.
  return names.filter((name) => !isMemberDocumented(declared, name));
}

function isMemberDocumented(declared: Declared, name: string): boolean {
  return (
    (OF_ERROR.includes(name) && declared.nodes.some(isError)) ||
    membersOf(declared).some((member) => member.name === name && member.documented) ||
    basesOf(declared).some((base) => isMemberDocumented(base, name))
  );
}

function isError(node: Node): boolean {
  return node.type === 'ClassDeclaration' && node.superClass?.type === 'Identifier' && node.superClass.name === 'Error';
}

function membersOf({ file, nodes }: Declared): Member[] {
  return nodes.flatMap(memberNodes).flatMap((node) => {
    if (!('key' in node) || ('computed' in node && node.computed)) return [];
    if (node.type === 'MethodDefinition' && node.kind === 'constructor') return [];
    if (node.key.type === 'PrivateIdentifier' || ('accessibility' in node && node.accessibility === 'private'))
      return [];
    return [{ name: textOf(file, node.key), documented: isDocumented(file, node.start) }];
  });
}

function memberNodes(node: Node): Node[] {
  if (node.type === 'ClassDeclaration' || node.type === 'TSInterfaceDeclaration') return node.body.body;
  return node.type === 'TSTypeAliasDeclaration' ? literalMembers(node.typeAnnotation) : [];
}

function literalMembers(type: Node): Node[] {
  if (type.type === 'TSTypeLiteral') return type.members;
  return type.type === 'TSIntersectionType' || type.type === 'TSUnionType' ? type.types.flatMap(literalMembers) : [];
}

function basesOf({ file, nodes }: Declared): Declared[] {
  return nodes.flatMap(heritageOf).flatMap((node) => {
    const base = node.type === 'Identifier' ? lookUp(file, node.name) : undefined;
    return base ? [base] : [];
  });
}

function heritageOf(node: Node): Node[] {
  if (node.type === 'TSInterfaceDeclaration') return node.extends.map(({ expression }) => expression);
  if (node.type === 'ClassDeclaration') {
    return [
      ...(node.superClass ? [node.superClass] : []),
      ...(node.implements ?? []).map(({ expression }) => expression),
    ];
  }
  if (node.type === 'TSTypeAliasDeclaration' && node.typeAnnotation.type === 'TSIntersectionType') {
    return node.typeAnnotation.types.filter((type) => type.type === 'TSTypeReference').map(({ typeName }) => typeName);
  }
  return [];
}
