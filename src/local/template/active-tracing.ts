import path from 'node:path';
import { findTemplate } from '../functions/define-functions.js';
import type { FunctionDefinition } from '../functions/function-definition.js';
import { regionOf } from '../functions/function-definition.js';
import { isRecord, recordOf, type Values } from '../is-record.js';
import { readTemplateSource } from './template-source.js';

/** Whether the template of a function turns active tracing on; undefined without a template that knows the function. */
export function activeTracing(
  { name, taskRoot, module }: FunctionDefinition,
  template: string | undefined,
): boolean | undefined {
  const file = template ? path.resolve(template) : findTemplate(path.dirname(module.file), taskRoot);
  if (!file) return undefined;
  const { content } = readTemplateSource(file, regionOf(process.env));
  const described = Object.entries(recordOf(content.Resources)).find(
    ([id, resource]) => id === name || recordOf(recordOf(resource).Properties).FunctionName === name,
  );
  if (!described) return undefined;
  const [, resource] = described;
  const properties = isRecord(resource) ? recordOf(resource.Properties) : {};
  const globals = recordOf(recordOf(content.Globals).Function);
  return (modeOf(properties) ?? modeOf(globals)) === 'Active';
}

/** SAM's `Tracing: Active`, CloudFormation's `TracingConfig: { Mode: Active }`. */
function modeOf(properties: Values): unknown {
  return properties.Tracing ?? recordOf(properties.TracingConfig).Mode;
}
