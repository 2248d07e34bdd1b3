import {
  isDimensionName,
  isDimensionValue,
  MAX_DIMENSION_NAME_LENGTH,
  MAX_DIMENSION_VALUE_LENGTH,
  RESERVED_MEMBER,
} from '../../../exporters/emf/document/limits.js';

/** Dimensions by their names. Never changed in place. */
export type DimensionSet = ReadonlyMap<string, string>;

export const NO_DIMENSIONS: DimensionSet = new Map();

/** CloudWatch takes 30; Powertools has always kept one in reserve. */
const MAX_DIMENSION_COUNT = 29;

/** Told of what is left out, because a document cannot hold it or CloudWatch would refuse the whole for it; `count`: 1. */
export type Refuse = (kind: 'metric' | 'dimension' | 'metadata', name: string, message: string, count?: number) => void;

/** The dimensions that CloudWatch takes; each of the others is reported and left out. */
export function validDimensions(dimensions: Iterable<readonly [string, string]>, refuse: Refuse): DimensionSet {
  const valid = new Map<string, string>();
  for (const [name, value] of dimensions) {
    const why = whyRefused(name, value);
    if (why === undefined) valid.set(name, value);
    else refuse('dimension', String(name), `The dimension "${String(name)}" is left out: ${why}.`);
  }
  return valid;
}

/** All dimensions of the sets; of two values of one the later. */
export function merge(...sets: readonly DimensionSet[]): DimensionSet {
  return new Map(sets.flatMap((set) => [...set]));
}

/** @throws {RangeError} if the names, `service` included, are more than may be in one set. */
export function checkDimensionCount(...sets: readonly DimensionSet[]): void {
  const names = merge(...sets);
  if (names.size <= MAX_DIMENSION_COUNT) return;
  throw new RangeError(
    `A metric can have ${MAX_DIMENSION_COUNT} dimensions, service included; this would make ${names.size}. Use metadata for what need not be a dimension.`,
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** Why CloudWatch does not take a dimension, if it does not. */
function whyRefused(name: string, value: unknown): string | undefined {
  if (name === RESERVED_MEMBER) return 'the name is reserved';
  if (!isText(name) || !isText(value)) return 'its name and its value must be strings that are not blank';
  if (!isDimensionName(name)) {
    return `a name has at most ${MAX_DIMENSION_NAME_LENGTH} characters, printable ASCII without a colon in front`;
  }
  // The value itself may be nobody's business.
  if (!isDimensionValue(value)) {
    return `a value has at most ${MAX_DIMENSION_VALUE_LENGTH} characters, printable ASCII; this one has ${value.length}`;
  }
  return undefined;
}
