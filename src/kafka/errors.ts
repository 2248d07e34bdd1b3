/** Something is wrong with a Kafka event or one of its records. No message quotes what was in a record. */
export class KafkaConsumerError extends Error {
  override readonly name: string = 'KafkaConsumerError';
}

/** A key or value is not in the form that the configuration says, or what reads that form is not installed. */
export class KafkaConsumerDeserializationError extends KafkaConsumerError {
  override readonly name = 'KafkaConsumerDeserializationError';
}

/** Avro or Protobuf without a schema. */
export class KafkaConsumerMissingSchemaError extends KafkaConsumerError {
  override readonly name = 'KafkaConsumerMissingSchemaError';
}

/** A key or value is not as its `parserSchema` wants it: `cause` is the list of issues. */
export class KafkaConsumerParserError extends KafkaConsumerError {
  override readonly name = 'KafkaConsumerParserError';
}
