import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Totals } from '../exporters/emf/read-emf.js';

/** A metric as it is read back from an export, whichever exporter wrote it. */
export interface Exported {
  readonly descriptor: { readonly name: string; readonly unit?: string };
  readonly dataPoints: readonly {
    readonly attributes?: Readonly<Record<string, unknown>>;
    readonly value: number | (Partial<Totals> & { readonly count: number });
  }[];
}

export interface ExportedScope {
  readonly scope: { readonly name: string };
  readonly metrics: readonly Exported[];
}

// What is read of OTLP's JSON form: 64-bit integers are strings in it.
interface OtlpPoint {
  readonly attributes?: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count?: number | string;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly explicitBounds?: readonly number[];
  readonly bucketCounts?: readonly (number | string)[];
}

interface OtlpData {
  readonly aggregationTemporality?: number;
  readonly dataPoints: readonly OtlpPoint[];
}

interface OtlpMetric {
  readonly name: string;
  readonly unit?: string;
  readonly sum?: OtlpData;
  readonly gauge?: OtlpData;
  readonly histogram?: OtlpData;
}

interface OtlpRequest {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string };
      readonly metrics: readonly OtlpMetric[];
    }[];
  }[];
}

const pointValue = ({ asDouble, asInt, count, sum, min, max, explicitBounds, bucketCounts }: OtlpPoint) =>
  count === undefined
    ? Number(asDouble ?? asInt)
    : {
        count: Number(count),
        ...(sum !== undefined && { sum }),
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
        buckets: { boundaries: explicitBounds, counts: bucketCounts?.map(Number) },
      };

const exportedOf = ({ name, unit, sum, gauge, histogram }: OtlpMetric): Exported & { temporality: unknown } => {
  const data = sum ?? gauge ?? histogram;
  return {
    descriptor: { name, unit: unit ?? '' },
    temporality: data?.aggregationTemporality,
    dataPoints: (data?.dataPoints ?? []).map((point) => ({
      attributes: Object.fromEntries((point.attributes ?? []).map(({ key, value }) => [key, value.stringValue])),
      value: pointValue(point),
    })),
  };
};

/** A loopback server that takes OTLP metrics over HTTP as JSON. */
export const startOtlpServer = async () => {
  const requests: ExportedScope[][] = [];
  const server = createServer(async (request, response) => {
    const { resourceMetrics } = (await json(request)) as OtlpRequest;
    requests.push(
      resourceMetrics.flatMap(({ scopeMetrics }) =>
        scopeMetrics.map(({ scope, metrics }) => ({ scope, metrics: metrics.map(exportedOf) })),
      ),
    );
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    requests,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};
