import { idempotent } from 'otel-powertools/idempotency';
import { InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { describe, expect, it } from 'vitest';
import { compileClass, dialects } from '../support/decorators.js';

interface Payments {
  readonly runs: number;
  pay(note: string, payment: { id: string }): Promise<string>;
}

const body = `
  runs = 0;
  @idempotent({ persistenceStore, dataIndexArgument: 1 })
  pay(note: string, payment: { id: string }): Promise<string> {
    this.runs++;
    return Promise.resolve(note + ' ' + payment.id);
  }
`;

describe.each(dialects)('the idempotent decorator of the %s kind', (dialect) => {
  it('makes a method run once for each key, with its receiver and arguments', async () => {
    const persistenceStore = new InMemoryPersistenceLayer();
    const payments = new (compileClass<Payments>(dialect, body, { idempotent, persistenceStore }))();
    expect(await payments.pay('first', { id: 'a' })).toBe('first a');
    expect(await payments.pay('second', { id: 'a' })).toBe('first a');
    expect(payments.runs).toBe(1);
  });
});
