/** What is used of `avro-js`, which has no types of its own. */
declare module 'avro-js' {
  const avro: {
    /** @throws {Error} the schema is none. */
    parse(schema: string): {
      /** @throws {Error} the bytes are not what the schema says. */
      fromBuffer(bytes: Uint8Array): unknown;
    };
  };
  export default avro;
}
