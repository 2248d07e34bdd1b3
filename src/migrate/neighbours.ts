import type { ImportDeclaration, Program } from '@babel/types';
import type MagicString from 'magic-string';
import { OWN, SEGMENTS, XRAY_SDKS } from './packages.js';
import type { Remark } from './remark.js';
import { lineOf, rangeOf } from './syntax.js';

/** The parts of the parser whose schemas are Zod's in Powertools, and Standard Schemas here. */
const SCHEMAS = /\/parser\/(schemas|helpers)/;

/**
 * Changes imports of packages that go with Powertools: the types of the X-Ray SDK become the tracer's. Says what needs a look,
 * and how many imports it has changed.
 */
export function migrateNeighbours(program: Program, edits: MagicString): { imports: number; remarks: Remark[] } {
  const declarations = program.body.filter((statement) => statement.type === 'ImportDeclaration');
  const remarks: Remark[] = [];
  let imports = 0;
  for (const declaration of declarations) {
    if (XRAY_SDKS.has(declaration.source.value)) {
      if (namesOf(declaration).every((name) => SEGMENTS.has(name))) {
        const { start, end } = rangeOf(declaration.source);
        edits.update(start + 1, end - 1, `${OWN}/tracer`);
        imports += 1;
      } else
        remarks.push({
          line: lineOf(declaration),
          text: `${declaration.source.value} was left: spans here are OpenTelemetry's`,
        });
    }
  }
  const schemas = declarations.find(({ source }) => SCHEMAS.test(source.value));
  if (schemas && declarations.some(({ source }) => /^zod\b/.test(source.value))) {
    remarks.push({
      line: lineOf(schemas),
      text: "these schemas are Standard Schemas, not Zod's: in z.object and z.array put toZod of otel-powertools/parser/zod round them",
    });
  }
  return { imports, remarks };
}

function namesOf({ specifiers }: ImportDeclaration): string[] {
  return specifiers.map((specifier) =>
    specifier.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier' ? specifier.imported.name : '*',
  );
}
