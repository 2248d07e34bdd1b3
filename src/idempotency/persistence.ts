export { BasePersistenceLayer, type BasePersistenceLayerOptions } from './persistence/base-persistence-layer.js';
export { IdempotencyRecord, type IdempotencyRecordOptions } from './persistence/idempotency-record.js';
export { InMemoryPersistenceLayer } from './persistence/in-memory-persistence-layer.js';
