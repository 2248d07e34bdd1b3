/** What JSON has apart from objects and arrays, and `undefined`, which JSON leaves out. */
export type JSONPrimitive = string | number | boolean | null | undefined;

/** Anything that JSON can say. */
export type JSONValue = JSONPrimitive | JSONObject | JSONArray;

/** An object of JSON. */
export type JSONObject = { [key: string | number]: JSONValue };

/** An array of JSON. */
export type JSONArray = JSONValue[];
