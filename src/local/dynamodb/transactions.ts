import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isRecord, recordOf, type Values } from '../is-record.js';
import { type CancellationReason, DynamoDBError } from './transaction-error.js';

/** Calls an action of the DynamoDB that the transactions are made of. */
export type Call = (
  action: string,
  body: Values,
) => Promise<{ readonly ok: true; readonly result: Values } | { readonly ok: false; readonly error: Values }>;

type Kind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** One action of a transaction, with its item as it was before. */
interface Step {
  readonly kind: Kind;
  readonly request: Values;
  readonly table: string;
  readonly key: Values;
  readonly before: Values | undefined;
}

const KINDS: readonly Kind[] = ['Put', 'Update', 'Delete', 'ConditionCheck'];
const MOST_ACTIONS = 100;
/** DynamoDB: a token is remembered for ten minutes. */
const TOKEN_MS = 600_000;
const TOKENS_KEPT = 10_000;

/** Transactions over a DynamoDB without them. Nothing else may write to it while one runs: the caller sees to that. */
export class Transactions {
  readonly #call: Call;
  readonly #keys = new Map<string, readonly string[]>();
  readonly #tokens = new Map<string, { readonly digest: string; readonly time: number }>();

  constructor(call: Call) {
    this.#call = call;
  }

  /** TransactGetItems. */
  async get({ TransactItems: items }: Values): Promise<Values> {
    const gets = actionsOf(items).map((action) => recordOf(action.Get));
    const responses: Values[] = [];
    for (const get of gets) {
      const { Item: item } = await this.#do('GetItem', { ...get, ConsistentRead: true });
      responses.push(isRecord(item) ? { Item: item } : {});
    }
    return { Responses: responses };
  }

  /** TransactWriteItems: all of it happens, or nothing. */
  async write(body: Values): Promise<Values> {
    const { TransactItems: items, ClientRequestToken: token } = body;
    if (this.#isRepeat(token, items)) return {};
    const steps = await this.#prepare(actionsOf(items));
    const reasons: CancellationReason[] = [];
    for (const step of steps) reasons.push(await this.#check(step));
    if (reasons.some(({ Code }) => Code !== 'None')) throw DynamoDBError.cancelled(reasons);
    await this.#apply(steps);
    if (typeof token === 'string') this.#remember(token, items);
    return {};
  }

  async #prepare(actions: readonly Values[]): Promise<Step[]> {
    const steps: Step[] = [];
    for (const action of actions) {
      const kind = KINDS.find((known) => isRecord(action[known]));
      if (!kind || Object.keys(action).length !== 1) {
        throw DynamoDBError.invalid(
          'TransactItems can only contain one of Check, Put, Update or Delete in each of its members',
        );
      }
      const request = recordOf(action[kind]);
      const table = String(request.TableName);
      const key = await this.#keyOf(kind, request, table);
      if (steps.some((step) => step.table === table && isDeepStrictEqual(step.key, key))) {
        throw DynamoDBError.invalid('Transaction request cannot include multiple operations on one item');
      }
      const { Item: before } = await this.#do('GetItem', { TableName: table, Key: key, ConsistentRead: true });
      steps.push({ kind, request, table, key, before: isRecord(before) ? before : undefined });
    }
    return steps;
  }

  async #keyOf(kind: Kind, request: Values, table: string): Promise<Values> {
    if (kind !== 'Put') return recordOf(request.Key);
    const item = recordOf(request.Item);
    return Object.fromEntries((await this.#keyNames(table)).map((name) => [name, item[name]]));
  }

  async #keyNames(table: string): Promise<readonly string[]> {
    const known = this.#keys.get(table);
    if (known) return known;
    const { KeySchema: schema } = recordOf((await this.#do('DescribeTable', { TableName: table })).Table);
    const names = (Array.isArray(schema) ? schema : []).map((part) => String(recordOf(part).AttributeName));
    this.#keys.set(table, names);
    return names;
  }

  /** Whether the condition of an action holds, found out by writing the item as it is under this condition. */
  async #check({ request, table, key, before }: Step): Promise<CancellationReason> {
    const { ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: wanted } = request;
    if (typeof condition !== 'string') return { Code: 'None' };
    const answer = await this.#call('PutItem', {
      TableName: table,
      Item: before ?? key,
      ConditionExpression: condition,
      ...placeholdersIn(condition, request),
    });
    if (answer.ok) {
      if (!before) await this.#do('DeleteItem', { TableName: table, Key: key });
      return { Code: 'None' };
    }
    const { error } = answer;
    if (!typeOf(error).includes('ConditionalCheckFailed')) {
      return { Code: 'ValidationError', Message: messageOf(error) };
    }
    return {
      Code: 'ConditionalCheckFailed',
      Message: 'The conditional request failed',
      ...(wanted === 'ALL_OLD' && before && { Item: before }),
    };
  }

  async #apply(steps: readonly Step[]): Promise<void> {
    const done: Step[] = [];
    for (const step of steps) {
      if (step.kind === 'ConditionCheck') continue;
      const { ReturnValuesOnConditionCheckFailure: _, ...request } = step.request;
      const answer = await this.#call(`${step.kind}Item`, request);
      if (answer.ok) {
        done.push(step);
        continue;
      }
      for (const applied of done.reverse()) await this.#restore(applied);
      throw DynamoDBError.cancelled(
        steps.map((other) =>
          other === step ? { Code: 'ValidationError', Message: messageOf(answer.error) } : { Code: 'None' },
        ),
      );
    }
  }

  #restore({ table, key, before }: Step): Promise<Values> {
    return before
      ? this.#do('PutItem', { TableName: table, Item: before })
      : this.#do('DeleteItem', { TableName: table, Key: key });
  }

  async #do(action: string, body: Values): Promise<Values> {
    const answer = await this.#call(action, body);
    if (answer.ok) return answer.result;
    throw new DynamoDBError(typeOf(answer.error), messageOf(answer.error));
  }

  #isRepeat(token: unknown, items: unknown): boolean {
    const known = typeof token === 'string' ? this.#tokens.get(token) : undefined;
    if (!known || known.time + TOKEN_MS < Date.now()) return false;
    if (known.digest === digestOf(items)) return true;
    throw new DynamoDBError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request.',
    );
  }

  #remember(token: string, items: unknown): void {
    this.#tokens.set(token, { digest: digestOf(items), time: Date.now() });
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > TOKENS_KEPT && oldest !== undefined) this.#tokens.delete(oldest);
  }
}

function actionsOf(items: unknown): Values[] {
  if (Array.isArray(items) && items.length > 0 && items.length <= MOST_ACTIONS) return items.map(recordOf);
  throw DynamoDBError.invalid(
    `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and ${MOST_ACTIONS}`,
  );
}

/** Those names and values of a request that an expression uses: others would be refused as unused. */
function placeholdersIn(expression: string, request: Values): Values {
  const used = new Set(expression.match(/[#:]\w+/g) ?? []);
  const pick = (member: string): Values => {
    const entries = Object.entries(recordOf(request[member])).filter(([name]) => used.has(name));
    return entries.length > 0 ? { [member]: Object.fromEntries(entries) } : {};
  };
  return { ...pick('ExpressionAttributeNames'), ...pick('ExpressionAttributeValues') };
}

function typeOf({ __type: type }: Values): string {
  return String(type).replace(/^.*#/, '');
}

function messageOf({ message, Message }: Values): string {
  return String(message ?? Message ?? '');
}

function digestOf(items: unknown): string {
  return createHash('sha256').update(JSON.stringify(items)).digest('hex');
}
