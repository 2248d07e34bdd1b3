/** A value in DynamoDB's wire format: the members that are written here. */
export type AttributeValue =
  | {
      /** Text. */
      S: string;
    }
  | {
      /** A number as text, so that none of its up to 38 digits is lost: `'42.5'`. */
      N: string;
    }
  | {
      /** Bytes. */
      B: Uint8Array;
    }
  | {
      /** `true` or `false`. */
      BOOL: boolean;
    }
  | {
      /** `true`: there is no value. */
      NULL: true;
    }
  | {
      /** A set of texts, in no order. */
      SS: string[];
    }
  | {
      /** A set of numbers, each as text, in no order. */
      NS: string[];
    }
  | {
      /** A set of byte strings, in no order. */
      BS: Uint8Array[];
    }
  | {
      /** A list of values of any kind. */
      L: AttributeValue[];
    }
  | {
      /** A map of values of any kind, by their names. */
      M: Record<string, AttributeValue>;
    };

/** DynamoDB's form of a plain value (see `toPlainValue`). */
export function toAttributeValue(value: unknown): AttributeValue {
  if (value === null || value === undefined) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' || typeof value === 'bigint') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value instanceof Uint8Array) return { B: value };
  if (Array.isArray(value)) return { L: value.map(toAttributeValue) };
  if (value instanceof Set) return setValue([...value]);
  return {
    M: Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toAttributeValue(member)])),
  };
}

/** The value that DynamoDB's form stands for. An integer that only a bigint can hold is one. */
export function fromAttributeValue(value: AttributeValue): unknown {
  if ('S' in value) return value.S;
  if ('N' in value) return toNumber(value.N);
  if ('B' in value) return value.B;
  if ('BOOL' in value) return value.BOOL;
  if ('L' in value) return value.L.map(fromAttributeValue);
  if ('SS' in value) return new Set(value.SS);
  if ('NS' in value) return new Set(value.NS.map(toNumber));
  if ('BS' in value) return new Set(value.BS);
  if ('M' in value) {
    return Object.fromEntries(Object.entries(value.M).map(([key, member]) => [key, fromAttributeValue(member)]));
  }
  return null;
}

/** DynamoDB's sets hold strings, numbers or bytes, and at least one: any other set is stored as a list. */
function setValue(members: unknown[]): AttributeValue {
  if (members.length === 0) return { L: [] };
  if (members.every((member) => typeof member === 'string')) return { SS: members };
  if (members.every((member) => typeof member === 'number' || typeof member === 'bigint'))
    return { NS: members.map(String) };
  if (members.every((member) => member instanceof Uint8Array)) return { BS: members };
  return { L: members.map(toAttributeValue) };
}

function toNumber(text: string): number | bigint {
  const number = Number(text);
  // What a number was written as is a number again; beyond 1e21 that has an exponent, which DynamoDB writes out.
  const isExact = Number.isSafeInteger(number) || String(number) === text || Math.abs(number) >= 1e21;
  return isExact || !/^-?\d+$/.test(text) ? number : BigInt(text);
}
