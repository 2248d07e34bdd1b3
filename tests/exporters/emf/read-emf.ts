import { Ajv } from 'ajv';

/** The Embedded Metric Format as its public specification describes it, with the limits of CloudWatch. */
const schema = {
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      properties: {
        Timestamp: { type: 'integer' },
        CloudWatchMetrics: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['Namespace', 'Dimensions', 'Metrics'],
            properties: {
              Namespace: { type: 'string', minLength: 1, maxLength: 255 },
              Dimensions: {
                type: 'array',
                minItems: 1,
                items: {
                  type: 'array',
                  maxItems: 30,
                  uniqueItems: true,
                  items: { type: 'string', minLength: 1, maxLength: 250 },
                },
              },
              Metrics: {
                type: 'array',
                minItems: 1,
                maxItems: 100,
                items: {
                  type: 'object',
                  required: ['Name'],
                  properties: {
                    Name: { type: 'string', minLength: 1, maxLength: 255 },
                    Unit: {
                      enum: [
                        ...['Seconds', 'Microseconds', 'Milliseconds', 'Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes'],
                        ...['Terabytes', 'Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits', 'Percent', 'Count'],
                        ...['Bytes/Second', 'Kilobytes/Second', 'Megabytes/Second', 'Gigabytes/Second'],
                        ...['Terabytes/Second', 'Bits/Second', 'Kilobits/Second', 'Megabits/Second'],
                        ...['Gigabits/Second', 'Terabits/Second', 'Count/Second', 'None'],
                      ],
                    },
                    StorageResolution: { enum: [1, 60] },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
} as const;

const isEmf = new Ajv({ allowUnionTypes: true }).compile(schema);

export interface EmfDistribution {
  readonly Values: readonly number[];
  readonly Counts: readonly number[];
  readonly Max?: number;
  readonly Min?: number;
  readonly Count: number;
  readonly Sum?: number;
}

export interface EmfLine {
  readonly [member: string]: unknown;
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly {
        readonly Name: string;
        readonly Unit?: string;
        readonly StorageResolution?: number;
      }[];
    }[];
  };
}

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

const checkTarget = (name: string, target: unknown): void => {
  if (isNumber(target)) return;
  if (Array.isArray(target)) {
    if (target.length > 0 && target.length <= 100 && target.every(isNumber)) return;
  } else if (typeof target === 'object' && target !== null) {
    const { Values, Counts, ...totals } = target as EmfDistribution;
    const sameLength = Values.length === Counts.length && Values.length > 0 && Values.length <= 100;
    if (sameLength && [...Values, ...Counts, ...Object.values(totals)].every(isNumber)) return;
  }
  throw new Error(`${name} holds what is no metric: ${JSON.stringify(target)}`);
};

/** Reads a line as CloudWatch would; throws where CloudWatch would drop it. */
export const readEmf = (line: string): EmfLine => {
  if (line.includes('\n')) throw new Error('A document is one line.');
  const document: EmfLine = JSON.parse(line);
  if (!isEmf(document)) throw new Error(`${JSON.stringify(isEmf.errors)} in ${line}`);
  for (const { Dimensions, Metrics } of document._aws.CloudWatchMetrics) {
    for (const { Name } of Metrics) checkTarget(Name, document[Name]);
    for (const name of Dimensions.flat()) {
      const value = document[name];
      if (typeof value !== 'string' || value.length === 0 || value.length > 1024) {
        throw new Error(`The dimension ${name} is ${JSON.stringify(value)}.`);
      }
    }
    const names = Metrics.map(({ Name }) => Name);
    if (new Set(names).size !== names.length) throw new Error(`A metric is declared twice: ${names.join(', ')}`);
  }
  return document;
};

export interface Totals {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

const totalsOf = (target: unknown): Totals => {
  if (typeof target === 'object' && target !== null && 'Counts' in target) {
    const { Counts, Values, Sum, Min, Max } = target as EmfDistribution;
    return {
      count: Counts.reduce((total, count) => total + count, 0),
      sum: Sum ?? Number.NaN,
      min: Min ?? Math.min(...Values),
      max: Max ?? Math.max(...Values),
    };
  }
  const values = [target].flat().map(Number);
  return {
    count: values.length,
    sum: values.reduce((total, value) => total + value, 0),
    min: Math.min(...values),
    max: Math.max(...values),
  };
};

/** What CloudWatch makes of a metric: the statistics over all lines, whatever their dimensions. */
export const statisticsOf = (lines: readonly EmfLine[], name: string): Totals =>
  lines
    .filter((line) => line._aws.CloudWatchMetrics.some(({ Metrics }) => Metrics.some(({ Name }) => Name === name)))
    .map((line) => totalsOf(line[name]))
    .reduce(
      (all, one) => ({
        count: all.count + one.count,
        sum: all.sum + one.sum,
        min: Math.min(all.min, one.min),
        max: Math.max(all.max, one.max),
      }),
      { count: 0, sum: 0, min: Infinity, max: -Infinity },
    );

export const directiveOf = (line: EmfLine | undefined) => {
  const directive = line?._aws.CloudWatchMetrics[0];
  if (!directive) throw new Error('There is no directive.');
  return directive;
};
