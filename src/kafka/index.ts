export { kafkaConsumer } from './kafka-consumer.js';
export { withRecordSpan } from './record-span.js';
export { SchemaType } from './schema-type.js';
