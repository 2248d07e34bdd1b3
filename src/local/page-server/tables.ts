import { callDynamoDB } from '../dynamodb/call-dynamodb.js';
import { LocalLambdaError } from '../errors.js';
import { isRecord, recordOf, type Values } from '../is-record.js';

export interface TableOverview {
  readonly name: string;
  /** Those of the first megabyte. */
  readonly items: number;
  /** Whether there are more. */
  readonly more: boolean;
  /** The partition key first. */
  readonly keys: readonly string[];
}

export interface TablePage {
  readonly table: TableOverview;
  readonly items: readonly Values[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: Values | undefined;
}

const PAGE_ITEMS = 50;

/** Reads the tables of a DynamoDB, and changes nothing. */
export class TableReader {
  readonly #url: string;
  readonly #region: string;

  constructor(url: string, region: string) {
    this.#url = url;
    this.#region = region;
  }

  async list(): Promise<TableOverview[]> {
    const { TableNames: names } = await this.#call('ListTables', {});
    return Promise.all((Array.isArray(names) ? names : []).map((name) => this.#describe(String(name))));
  }

  /** A page of a table's items, as plain values. */
  async read(name: string, start: Values | undefined): Promise<TablePage> {
    const table = await this.#describe(name);
    const { Items: items, LastEvaluatedKey: next } = await this.#call('Scan', {
      TableName: name,
      Limit: PAGE_ITEMS,
      ...(start && { ExclusiveStartKey: start }),
    });
    return {
      table,
      items: (Array.isArray(items) ? items : []).map((item) => plainItem(recordOf(item))),
      next: isRecord(next) ? next : undefined,
    };
  }

  async #describe(name: string): Promise<TableOverview> {
    const table = recordOf((await this.#call('DescribeTable', { TableName: name })).Table);
    // A table's own count is hours old in AWS, and always 0 in some local DynamoDBs.
    const counted = await this.#call('Scan', { TableName: name, Select: 'COUNT' });
    const keys = Array.isArray(table.KeySchema) ? table.KeySchema.map(recordOf) : [];
    return {
      name,
      items: Number(counted.Count ?? 0),
      more: counted.LastEvaluatedKey !== undefined,
      keys: keys.toSorted((a) => (a.KeyType === 'HASH' ? -1 : 1)).map(({ AttributeName }) => String(AttributeName)),
    };
  }

  async #call(action: string, body: unknown): Promise<Values> {
    const { ok, text } = await callDynamoDB({ url: this.#url, region: this.#region }, action, body);
    if (!ok) throw new LocalLambdaError(`DynamoDB refused ${action}: ${text}`);
    return recordOf(JSON.parse(text));
  }
}

/** Attribute values as JSON has them. A number may be more precise than JavaScript's: then it stays text. */
function plainItem(item: Values): Values {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(recordOf(value))]));
}

function plainValue(value: Values): unknown {
  const [[type, content] = ['NULL', true]] = Object.entries(value);
  if (type === 'NULL') return null;
  if (type === 'N') return String(Number(content)) === content ? Number(content) : content;
  if (type === 'M') return plainItem(recordOf(content));
  if (type === 'L') return (Array.isArray(content) ? content : []).map((item) => plainValue(recordOf(item)));
  if (type === 'B') return `(${Buffer.byteLength(String(content), 'base64')} bytes)`;
  return content;
}
