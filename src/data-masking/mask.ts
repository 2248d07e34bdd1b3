import { isPlainObject } from '../shared/unknown.js';
import type { MaskingRule } from './types.js';

/** What stands in the place of a value by default. */
export const DEFAULT_MASK_VALUE = '*****';

/** What a rule makes of a value that is there. */
export function mask(value: unknown, { regexPattern, maskFormat, dynamicMask, customMask }: MaskingRule): string {
  if (regexPattern !== undefined && maskFormat !== undefined) return String(value).replace(regexPattern, maskFormat);
  if (customMask !== undefined) return customMask;
  return dynamicMask ? '*'.repeat(String(value).length) : DEFAULT_MASK_VALUE;
}

/** Whether there is anything in a rule. */
export function isRule({ regexPattern, dynamicMask, customMask }: MaskingRule): boolean {
  return regexPattern !== undefined || dynamicMask !== undefined || customMask !== undefined;
}

/** Masks every value in a copy of data: the objects and lists stay, and so does `null`. */
export function maskLeaves(data: unknown, rule: MaskingRule): unknown {
  if (data === null || data === undefined) return data;
  if (Array.isArray(data)) return data.map((item: unknown) => maskLeaves(item, rule));
  // A date or a map is one value, and not what its keys are.
  if (!isPlainObject(data)) return mask(data, rule);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, maskLeaves(value, rule)]));
}
