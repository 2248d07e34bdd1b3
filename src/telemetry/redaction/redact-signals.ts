import type { Attributes } from '@opentelemetry/api';
import type { MetricData, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { EmfPublication } from '../../../exporters/emf/index.js';
import { copySpan } from '../../shared/copy-span.js';
import type { Redaction } from './redaction.js';

/** Attributes whose text is the JSON of an object: X-Ray metadata. */
const JSON_ATTRIBUTE = 'aws.xray.metadata.';

/** A span as it may be seen: its name and attributes, those of its events and links, and what its status says. */
export function redactSpan(redaction: Redaction, span: ReadableSpan): ReadableSpan {
  const { status, events, links } = span;
  return copySpan(span, {
    name: redactText(redaction, span.name),
    attributes: redactAttributes(redaction, span.attributes),
    events: events.map((event) => ({
      ...event,
      name: redactText(redaction, event.name),
      ...(event.attributes && { attributes: redactAttributes(redaction, event.attributes) }),
    })),
    links: links.map((link) => ({
      ...link,
      ...(link.attributes && { attributes: redactAttributes(redaction, link.attributes) }),
    })),
    status: status.message === undefined ? status : { ...status, message: redactText(redaction, status.message) },
  });
}

/** What `Metrics` publishes, as it may be seen: dimensions, by their names in the sets too, and properties. */
export function redactPublication(redaction: Redaction, publication: EmfPublication): EmfPublication {
  const dimensions = redactMap(redaction, publication.dimensions);
  const before = [...publication.dimensions.keys()];
  const after = [...dimensions.keys()];
  const isRenamed = before.some((name, index) => name !== after[index]);
  const nameOf = new Map(before.map((name, index) => [name, after[index] ?? name]));
  return {
    ...publication,
    dimensions,
    properties: redactMap(redaction, publication.properties),
    // The same list otherwise: exporters know it again by its identity.
    dimensionSets: isRenamed
      ? publication.dimensionSets.map((names) => names.map((name) => nameOf.get(name) ?? name))
      : publication.dimensionSets,
  };
}

/** Measurements as they may be seen: the attributes of their data points. */
export function redactScopeMetrics(redaction: Redaction, scopes: readonly ScopeMetrics[]): ScopeMetrics[] {
  return scopes.map((scope) => ({
    ...scope,
    metrics: scope.metrics.map((metric) => {
      const dataPoints = metric.dataPoints.map((point) => ({
        ...point,
        attributes: redaction.attributes(point.attributes),
      }));
      // A metric keeps its kind, which TypeScript cannot follow through the union of all kinds.
      return { ...metric, dataPoints } as MetricData;
    }),
  }));
}

/** `seen` is the text after the patterns: what cannot be read as a whole object must not come back as it was. */
function redactJson(redaction: Redaction, json: string, seen: unknown): string {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return JSON.stringify(redaction.deep([], value));
  } catch {
    // What was cut can no longer be searched for keys.
    if (/^[[{]/.test(json)) return '[cut, and left out: it could not be redacted]';
  }
  return String(seen);
}

function redactMap<TValue>(redaction: Redaction, map: ReadonlyMap<string, TValue>): Map<string, TValue> {
  return new Map(Object.entries(redaction.attributes(Object.fromEntries(map))));
}

function redactAttributes(redaction: Redaction, attributes: Attributes): Attributes {
  const seen: Attributes = redaction.attributes(attributes);
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith(JSON_ATTRIBUTE) || typeof value !== 'string') continue;
    const seenName = redaction.name(name);
    seen[seenName] = redactJson(redaction, value, seen[seenName]);
  }
  return seen;
}

function redactText(redaction: Redaction, text: string): string {
  return String(redaction.value([], text));
}
