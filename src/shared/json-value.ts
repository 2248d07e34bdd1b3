/** What JSON can hold, and `undefined`, which it leaves out. */
export type JSONValue = string | number | boolean | null | undefined | JSONObject | JSONArray;

export type JSONObject = { [key: string | number]: JSONValue };

export type JSONArray = JSONValue[];
