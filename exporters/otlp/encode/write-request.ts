import type { ExportableResource, ExportableScope, ExportableSpan } from '../../exportable-span.js';
import type { ExportableMetric, ExportableMetrics } from './exportable-metrics.js';
import type { MessageWriter } from './message-writer.js';
import { type ExportableLogRecord, writeLogRecord } from './write-log-record.js';
import { writeMetric } from './write-metric.js';
import { writeResource, writeScope } from './write-origin.js';
import { writeSpan } from './write-span.js';

/** Is told of each item that could not be written, which is then left out, and of how much is lost with it. */
export type ReportUnwritable = (count: number, error: unknown) => void;

/**
 * Writes the items of a request, one message for each resource: a request of protobuf is no more than those, one after the
 * other. Returns how many spans, data points or records there are in them.
 */
export type WriteItems<TItems> = (writer: MessageWriter, items: TItems, report: ReportUnwritable) => number;

export function writeSpans(writer: MessageWriter, spans: readonly ExportableSpan[], report: ReportUnwritable): number {
  const groups = groupsOf(spans, (span) => span.instrumentationScope ?? span.instrumentationLibrary ?? NO_SCOPE);
  return writeGroups(writer, groups, { scopes: 'scopeSpans', items: 'spans', write: writeSpan, weigh: one }, report);
}

export function writeLogRecords(
  writer: MessageWriter,
  records: readonly ExportableLogRecord[],
  report: ReportUnwritable,
): number {
  const groups = groupsOf(records, (record) => record.instrumentationScope);
  const as = { scopes: 'scopeLogs', items: 'logRecords', write: writeLogRecord, weigh: one };
  return writeGroups(writer, groups, as, report);
}

export function writeMetrics(
  writer: MessageWriter,
  { resource, scopeMetrics }: ExportableMetrics,
  report: ReportUnwritable,
): number {
  const scopes = scopeMetrics
    .filter(({ metrics }) => metrics.length > 0)
    .map(({ scope, metrics }): [ExportableScope, readonly ExportableMetric[]] => [scope, metrics]);
  if (scopes.length === 0) return 0;
  const as = { scopes: 'scopeMetrics', items: 'metrics', write: writeMetric, weigh: pointsOf };
  return writeGroups(writer, [[resource, scopes]], as, report);
}

const NO_SCOPE: ExportableScope = { name: '' };

type Groups<TItem> = Iterable<readonly [ExportableResource, Iterable<readonly [ExportableScope, readonly TItem[]]>]>;

interface Naming<TItem> {
  readonly scopes: string;
  readonly items: string;
  readonly write: (writer: MessageWriter, item: TItem) => void;
  readonly weigh: (item: TItem) => number;
}

/** A request says once what items share. */
function groupsOf<TItem extends { readonly resource: ExportableResource }>(
  items: readonly TItem[],
  scopeOf: (item: TItem) => ExportableScope,
): Groups<TItem> {
  const groups = new Map<ExportableResource, Map<ExportableScope, TItem[]>>();
  for (const item of items) {
    const { resource } = item;
    const scope = scopeOf(item);
    let scopes = groups.get(resource);
    if (!scopes) {
      scopes = new Map();
      groups.set(resource, scopes);
    }
    const alike = scopes.get(scope);
    if (alike) alike.push(item);
    else scopes.set(scope, [item]);
  }
  return groups;
}

/** The messages of all signals are alike but for names: the list is field 2, the schema field 3. */
function writeGroups<TItem>(
  writer: MessageWriter,
  groups: Groups<TItem>,
  { scopes: scopesName, items: itemsName, write, weigh }: Naming<TItem>,
  report: ReportUnwritable,
): number {
  let written = 0;
  for (const [resource, scopes] of groups) {
    const resourceStart = writer.begin(1);
    const contentStart = writer.begin(1, 'resource');
    writeResource(writer, resource);
    writer.end(contentStart);
    writer.beginList(scopesName);
    for (const [scope, items] of scopes) {
      const scopeStart = writer.begin(2);
      const nameStart = writer.begin(1, 'scope');
      writeScope(writer, scope);
      writer.end(nameStart);
      writer.beginList(itemsName);
      for (const item of items) {
        const mark = writer.mark();
        try {
          const start = writer.begin(2);
          write(writer, item);
          writer.end(start);
          written += weigh(item);
        } catch (error) {
          writer.rewind(mark);
          report(weigh(item), error);
        }
      }
      writer.endList();
      writer.string(3, 'schemaUrl', scope.schemaUrl);
      writer.end(scopeStart);
    }
    writer.endList();
    writer.string(3, 'schemaUrl', resource.schemaUrl);
    writer.end(resourceStart);
  }
  return written;
}

function one(): number {
  return 1;
}

function pointsOf({ dataPoints }: ExportableMetric): number {
  return dataPoints.length;
}
