/** CloudWatch takes 30; Powertools has always kept one in reserve. */
export const MAX_DIMENSION_COUNT = 29;

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** The member of an EMF document that says what is a metric: nothing else can have its name. */
export const RESERVED_NAME = '_aws';

/** The dimensions that have a name and a value; each of the others is reported and left out. */
export const validDimensions = (
  dimensions: Readonly<Record<string, string>>,
  warn: (message: string) => void,
): Map<string, string> => {
  const valid = new Map<string, string>();
  for (const [name, value] of Object.entries(dimensions)) {
    if (name === RESERVED_NAME) warn(`The dimension "${name}" is left out: the name is reserved.`);
    else if (isText(name) && isText(value)) valid.set(name, value);
    else warn(`The dimension "${name}" is left out: its name and its value must be strings that are not blank.`);
  }
  return valid;
};

/** @throws {RangeError} if the names, `service` included, are more than may be in one set. */
export const checkDimensionCount = (...sources: readonly ReadonlyMap<string, string>[]): void => {
  const names = new Set<string>();
  for (const source of sources) for (const name of source.keys()) names.add(name);
  if (names.size <= MAX_DIMENSION_COUNT) return;
  throw new RangeError(
    `A metric can have ${MAX_DIMENSION_COUNT} dimensions, service included; this would make ${names.size}. Use metadata for what need not be a dimension.`,
  );
};
