import { readFileSync } from 'node:fs';
import { parse, type ScalarTag } from 'yaml';
import { LocalLambdaError, messageOf } from '../errors.js';
import { isRecord, type Values } from '../is-record.js';

const SHORT_FORMS = [
  'Ref',
  'Condition',
  'Sub',
  'GetAtt',
  'Join',
  'Select',
  'Split',
  'FindInMap',
  'If',
  'Equals',
  'And',
  'Or',
  'Not',
  'ImportValue',
  'Base64',
  'Cidr',
  'GetAZs',
  'Transform',
  'ForEach',
  'Length',
  'ToJsonString',
];

const customTags = SHORT_FORMS.flatMap((name) => [
  { tag: `!${name}`, resolve: (text: string) => ({ [longForm(name)]: text }) } satisfies ScalarTag,
  ...(['seq', 'map'] as const).map((collection) => ({
    tag: `!${name}`,
    collection,
    resolve: (node: { toJSON(): unknown }) => ({ [longForm(name)]: node.toJSON() }),
  })),
]);

/** Reads a CloudFormation or SAM template, YAML or JSON, with its short forms written out. */
export function readTemplateFile(file: string): Values {
  let content: unknown;
  try {
    const text = readFileSync(file, 'utf8');
    content = file.endsWith('.json')
      ? JSON.parse(text)
      : parse(text, { customTags: [...customTags], logLevel: 'error' });
  } catch (error) {
    throw new LocalLambdaError(`Cannot read the template ${file}: ${messageOf(error).split('\n', 1)[0]}`);
  }
  if (!isRecord(content)) throw new LocalLambdaError(`The template ${file} is not a mapping of sections.`);
  return content;
}

/** `!Sub x` is short for `Fn::Sub: x`; two of them go without the prefix. */
function longForm(name: string): string {
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}
