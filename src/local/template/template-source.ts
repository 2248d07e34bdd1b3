import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { LocalLambdaError } from '../errors.js';
import { recordOf, type Values } from '../is-record.js';
import { readTemplateFile } from './parse-yaml.js';
import { samOfServerless } from './serverless-yml.js';

/** A template as SAM and CloudFormation write it. */
export interface TemplateSource {
  readonly content: Values;
  /** What paths of the template are relative to. */
  readonly folder: string;
}

const MANIFEST = 'manifest.json';

/**
 * Reads a template: of SAM or CloudFormation; a `serverless.yml`; or the output of CDK, as its folder, its manifest or the
 * template of one stack.
 *
 * @throws LocalLambdaError in one line for what cannot be read
 */
export function readTemplateSource(file: string, region: string): TemplateSource {
  const folder = statSync(file, { throwIfNoEntry: false })?.isDirectory() ? file : undefined;
  const manifest = folder === undefined ? file : path.join(folder, MANIFEST);
  if (folder !== undefined && !existsSync(manifest)) {
    throw new LocalLambdaError(`The folder ${file} has no ${MANIFEST}: name a template, or the output of "cdk synth".`);
  }
  if (path.basename(manifest) === MANIFEST) {
    const template = stackTemplate(manifest);
    return { content: readTemplateFile(template), folder: path.dirname(template) };
  }
  const content = readTemplateFile(file);
  const isServerless = /^serverless\.ya?ml$/.test(path.basename(file));
  return { content: isServerless ? samOfServerless(content, region) : content, folder: path.dirname(file) };
}

/** The template of the one stack that CDK has written. */
function stackTemplate(manifest: string): string {
  const stacks = Object.values(recordOf(readTemplateFile(manifest).artifacts)).map(recordOf);
  const files = stacks.flatMap(({ type, properties }) => {
    const { templateFile } = recordOf(properties);
    return type === 'aws:cloudformation:stack' && typeof templateFile === 'string' ? [templateFile] : [];
  });
  const [only] = files;
  if (only !== undefined && files.length === 1) return path.join(path.dirname(manifest), only);
  const folder = path.dirname(manifest);
  throw new LocalLambdaError(
    files.length === 0
      ? `${manifest} names no stack. Run "cdk synth" first.`
      : `CDK has written ${files.length} stacks: choose one with --template ${path.join(folder, files[0] ?? '')} (or ${files.slice(1).join(', ')}).`,
  );
}
