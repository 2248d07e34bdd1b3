import { existsSync } from 'node:fs';
import path from 'node:path';
import { LocalLambdaError } from '../errors.js';
import { readTemplate, type Template, type TemplateFunction } from '../template/template.js';
import type { FunctionDefinition } from './function-definition.js';
import { findHandler, type HandlerReference } from './handler-reference.js';

export interface FunctionSettings {
  /** `<file>.<export>`, relative to `cwd`. */
  readonly handlers: readonly string[];
  readonly cwd: string;
  /** A template to read instead of those beside the handlers; `false` for none. */
  readonly template?: string | false | undefined;
  readonly timeoutMillis?: number | undefined;
  readonly memorySize?: number | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly region: string;
  /** The URL of the local AWS endpoint; default: that of nothing yet. */
  readonly endpoint?: string | undefined;
}

const TEMPLATE_NAMES = [
  ...['template.yaml', 'template.yml', 'template.json', 'serverless.yml', 'serverless.yaml', 'cdk.out/manifest.json'],
];
/** Lambda's own defaults. */
const DEFAULT_TIMEOUT_MS = 3000;
const DEFAULT_MEMORY_MB = 128;

/** The functions to run, each with what its template says of it. */
export function defineFunctions(settings: FunctionSettings): {
  functions: FunctionDefinition[];
  templates: Template[];
} {
  const { cwd, region, endpoint } = settings;
  const templates = new Map<string, Template>();
  const open = (file: string | undefined): Template | undefined => {
    if (file === undefined) return undefined;
    const template = templates.get(file) ?? readTemplate(file, region, endpoint);
    templates.set(file, template);
    return template;
  };
  const given = typeof settings.template === 'string' ? path.resolve(cwd, settings.template) : undefined;
  if (given !== undefined && !existsSync(given)) throw new LocalLambdaError(`There is no template ${given}.`);
  const templateFor = (folder: string): Template | undefined =>
    settings.template === false ? undefined : open(given ?? findTemplate(folder, cwd));

  const functions =
    settings.handlers.length > 0
      ? settings.handlers.map((handler) => {
          const module = resolveHandler(handler, cwd);
          const described = matchingFunction(templateFor(path.dirname(module.file)), module);
          return define(
            { name: described?.name ?? nameOf(module), handler, taskRoot: cwd, module },
            described,
            settings,
          );
        })
      : (templateFor(cwd)?.functions ?? []).map((described) => fromTemplate(described, settings));
  if (functions.length === 0) {
    throw new LocalLambdaError(
      'Name a function as <file>.<export>, for example src/orders.handler. There is no template with functions here.',
    );
  }
  return { functions: withDistinctNames(functions), templates: [...templates.values()] };
}

/** The template in `folder`, or in the nearest folder above it up to `cwd`. */
export function findTemplate(folder: string, cwd: string): string | undefined {
  for (let current = folder; ; current = path.dirname(current)) {
    const found = TEMPLATE_NAMES.map((name) => path.join(current, name)).find((file) => existsSync(file));
    if (found) return found;
    if (current === cwd || current === path.dirname(current) || path.relative(cwd, current).startsWith('..'))
      return undefined;
  }
}

function resolveHandler(handler: string, root: string): HandlerReference {
  const found = findHandler(handler, root);
  if (found) return found;
  if (!path.basename(handler).includes('.')) {
    throw new LocalLambdaError(`"${handler}" names no export. Write <file>.<export>, for example ${handler}.handler`);
  }
  const file = path.resolve(root, handler.slice(0, handler.lastIndexOf('.')));
  throw new LocalLambdaError(
    `There is no file for "${handler}": looked for ${file} with .ts, .mts, .cts, .tsx, .js, .mjs and .cjs.`,
  );
}

function withoutExtension(file: string): string {
  return file.replace(/\.[mc]?[jt]sx?$/, '');
}

/** The function of the template that runs this module: by its handler, by what is bundled into it, or as the only one. */
function matchingFunction(
  template: Template | undefined,
  { file, exportPath }: HandlerReference,
): TemplateFunction | undefined {
  const functions = template?.functions ?? [];
  const stem = withoutExtension(file);
  const sameExport = functions.filter(({ handler }) => handler.endsWith(`.${exportPath}`));
  return (
    functions.find(({ codeFolder, handler }) => path.resolve(codeFolder, handler) === `${stem}.${exportPath}`) ??
    sameExport.find(({ entryPoints }) => entryPoints.some((entry) => withoutExtension(entry) === stem)) ??
    (functions.length === 1 ? sameExport[0] : undefined)
  );
}

function fromTemplate(described: TemplateFunction, settings: FunctionSettings): FunctionDefinition {
  const exportPath = described.handler.slice(described.handler.lastIndexOf('.') + 1);
  const [entry] = described.entryPoints;
  const handler = entry
    ? `${path.relative(described.codeFolder, withoutExtension(entry))}.${exportPath}`
    : described.handler;
  const module = resolveHandler(handler, described.codeFolder);
  return define({ name: described.name, handler, taskRoot: described.codeFolder, module }, described, settings);
}

function define(
  code: Pick<FunctionDefinition, 'name' | 'handler' | 'taskRoot' | 'module'>,
  described: TemplateFunction | undefined,
  { timeoutMillis, memorySize, env }: FunctionSettings,
): FunctionDefinition {
  for (const [variable, reason] of described?.unresolved ?? []) {
    if (env && Object.hasOwn(env, variable)) continue;
    throw new LocalLambdaError(
      `The variable ${variable} of ${code.name} has no value here: ${reason}. Give it one with --env ${variable}=VALUE.`,
    );
  }
  return {
    ...code,
    timeoutMillis: timeoutMillis ?? described?.timeoutMillis ?? DEFAULT_TIMEOUT_MS,
    memorySize: memorySize ?? described?.memorySize ?? DEFAULT_MEMORY_MB,
    environment: { ...described?.environment, ...env },
  };
}

/** Named after the file, or after the nearest folder where the names below it say nothing. */
function nameOf({ file }: HandlerReference): string {
  const [name = '', ...folders] = withoutExtension(file).split(path.sep).reverse();
  const telling = /^(index|handler|app|main|lambda|function)$/.test(name)
    ? folders.find((folder) => !/^(src|lib|dist|build)$/.test(folder))
    : name;
  return telling?.replaceAll(/[^\w-]/g, '-') || 'function';
}

function withDistinctNames(functions: readonly FunctionDefinition[]): FunctionDefinition[] {
  const taken = new Set<string>();
  return functions.map((definition) => {
    let name = definition.name;
    for (let count = 2; taken.has(name); count++) name = `${definition.name}-${count}`;
    taken.add(name);
    return { ...definition, name };
  });
}
