export { BasePersistenceLayer, type BasePersistenceLayerOptions } from './base-persistence-layer.js';
export { IdempotencyRecord, type IdempotencyRecordOptions } from './idempotency-record.js';
export { InMemoryPersistenceLayer } from './in-memory-persistence-layer.js';
