import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeStatement } from '../../../../src/tracer/outgoing/database/statement.js';

describe('What is said of a statement', () => {
  it.each([
    ['SELECT * FROM orders WHERE id = 7', 'SELECT', 'orders', 'SELECT orders', 'SELECT * FROM orders WHERE id = ?'],
    ["insert into `shop`.`orders` values ('a''b', \"c\")", 'INSERT', 'shop.orders', 'INSERT shop.orders', undefined],
    ['UPDATE orders SET total = 1.5e3', 'UPDATE', 'orders', 'UPDATE orders', 'UPDATE orders SET total = ?'],
    ['DELETE FROM orders', 'DELETE', 'orders', 'DELETE orders', 'DELETE FROM orders'],
    ['SELECT * FROM a JOIN b USING (id)', 'SELECT', undefined, 'SELECT a', undefined],
    ['SELECT * FROM a, b', 'SELECT', undefined, 'SELECT a', undefined],
    ['SELECT * FROM a AS x, b', 'SELECT', undefined, 'SELECT a', undefined],
    ['SELECT (SELECT 1 FROM b) FROM a', 'SELECT', undefined, 'SELECT b', undefined],
    ["SELECT ' FROM secret ', 1", 'SELECT', undefined, 'SELECT', 'SELECT ?, ?'],
    ['/* FROM secret */ SELECT 1 -- FROM secret', 'SELECT', undefined, 'SELECT', 'SELECT ?'],
    ['CREATE TABLE IF NOT EXISTS orders (id INT)', 'CREATE', 'orders', 'CREATE orders', undefined],
    ['COMMIT', 'COMMIT', undefined, 'COMMIT', 'COMMIT'],
    ['hunter2 is the password', undefined, undefined, undefined, 'hunter2 is the password'],
    ['', undefined, undefined, undefined, ''],
  ])('%s', (statement, operation, table, summary, text) => {
    expect(describeStatement(statement)).toEqual({
      operation,
      table,
      summary,
      text: text ?? expect.not.stringMatching(/a''b/),
    });
  });

  it('is never a value, however it is quoted', () => {
    const escaped = fc.string().map((value) => value.replaceAll('\\', '\\\\'));
    const closed = fc.oneof(
      escaped.map((text) => `'${text.replaceAll("'", "''")}'`),
      escaped.map((text) => `'${text.replaceAll("'", "\\'")}'`),
      escaped.map((text) => `"${text.replaceAll('"', '\\"')}"`),
      fc.nat().map(String),
    );
    const open = fc.oneof(
      fc.constant(''),
      escaped.map((text) => `'${text.replaceAll("'", "\\'")}`),
    );
    fc.assert(
      fc.property(fc.array(closed, { maxLength: 5 }), open, (values, last) => {
        const statement = `SELECT ${[...values, last].join(', ')}`;
        expect(describeStatement(statement).text).toMatch(/^SELECT(?:[ ,?]*)$/);
      }),
      { numRuns: 500 },
    );
  });

  it.each(["'", '"', '`', '/*', '/* *', "'\\", '--', '(', 'FROM a, '])('takes %j, 1 MB of it, in one go', (part) => {
    expect(describeStatement(part.repeat(500_000)).text.length).toBeLessThanOrEqual(4_096);
  });
});
