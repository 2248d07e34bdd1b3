import { type Attributes, diag } from '@opentelemetry/api';

export const NO_ATTRIBUTES: Attributes = {};
/** The key of the series without attributes. */
export const NO_ATTRIBUTES_KEY = '[]';

/** Functions measure with the same few sets of attributes over and over; whoever does not shall not fill the memory. */
const MAX_KNOWN_TEXTS = 2000;

/**
 * Makes the function that tells series apart: by the names and values of the attributes, in whatever order they are
 * given. Attributes that cannot be told apart cost their names, not the measurement.
 */
export function createSeriesKeys(): (attributes: Attributes) => string {
  const known = new Map<string, string>();
  let hasWarned = false;
  return (attributes) => {
    if (attributes === NO_ATTRIBUTES) return NO_ATTRIBUTES_KEY;
    try {
      const text = JSON.stringify(attributes);
      let key = known.get(text);
      if (key === undefined) {
        // Of what the text says, not of the attributes: the same text must always have the same key.
        key = keyOf(JSON.parse(text));
        if (known.size >= MAX_KNOWN_TEXTS) known.clear();
        known.set(text, key);
      }
      return key;
    } catch (error) {
      if (!hasWarned)
        diag.warn('otel-powertools: attributes of a measurement are not valid; they are left out.', error);
      hasWarned = true;
      return NO_ATTRIBUTES_KEY;
    }
  };
}

function keyOf(attributes: object): string {
  return JSON.stringify(Object.entries(attributes).sort(([name], [other]) => (name < other ? -1 : 1)));
}
