import { useState } from 'preact/hooks';
import { linkTo, type Place } from '../state/router.js';
import { findByTrace, useSession } from '../state/session-store.js';
import type { TableOverview, TablePage } from '../state/types.js';
import { useLoaded, useThrottled } from '../state/use-loaded.js';
import { plural, relative, timeOfDay } from '../ui/format.js';
import { Badge, Empty, Problem, Scroll, type Tone, Verbatim } from '../ui/parts.js';

type Item = Readonly<Record<string, unknown>>;

/** What is in the tables of DynamoDB: nothing is changed here. */
export function TablesView({ place }: { readonly place: Place }) {
  const { invocations } = useSession();
  const version = useThrottled(invocations.at(-1)?.sequence ?? 0, 1000);
  const { value: tables, problem } = useLoaded<TableOverview[]>('/api/tables', version);
  const chosen = place.id ?? tables?.[0]?.name;
  return (
    <section class="page" aria-labelledby="view-title">
      <h2 id="view-title" class="visually-hidden">
        Tables
      </h2>
      {problem && <Problem>{problem}</Problem>}
      {tables?.length === 0 && (
        <Empty>
          There are no tables: those of a template (AWS::DynamoDB::Table) are created when the local Lambda starts.
        </Empty>
      )}
      <nav class="chips" aria-label="Tables">
        {tables?.map(({ name, items, more }) => (
          <a
            key={name}
            class={name === chosen ? 'chip on' : 'chip'}
            href={linkTo('tables', name)}
            aria-current={name === chosen ? 'true' : undefined}
          >
            {name}{' '}
            <span class="dim">
              {items}
              {more && '+'}
            </span>
          </a>
        ))}
      </nav>
      {chosen && <Items key={chosen} name={chosen} version={version} />}
    </section>
  );
}

function Items({ name, version }: { readonly name: string; readonly version: number }) {
  const [starts, setStarts] = useState<readonly string[]>([]);
  const start = starts.at(-1);
  const path = `/api/tables/${encodeURIComponent(name)}${start ? `?start=${encodeURIComponent(start)}` : ''}`;
  const { value: page, problem } = useLoaded<TablePage>(path, version);
  if (problem) return <Problem>{problem}</Problem>;
  if (!page) return null;
  const { keys, items: count, more } = page.table;
  const next = page.next;
  return (
    <>
      <p class="dim">
        {plural(count, 'item')}
        {more && ' and more'}, key {keys.join(' and ')}
      </p>
      {page.items.length === 0 ? (
        <Empty>The table is empty.</Empty>
      ) : page.items.every(isIdempotencyRecord) ? (
        <Records items={page.items} />
      ) : (
        <ItemTable items={page.items} keys={keys} name={name} />
      )}
      <p class="pager">
        {starts.length > 0 && (
          <button type="button" onClick={() => setStarts(starts.slice(0, -1))}>
            ← Previous
          </button>
        )}
        {next && (
          <button type="button" onClick={() => setStarts([...starts, JSON.stringify(next)])}>
            Next →
          </button>
        )}
      </p>
    </>
  );
}

function ItemTable(props: {
  readonly items: readonly Item[];
  readonly keys: readonly string[];
  readonly name: string;
}) {
  const names = [...new Set([...props.keys, ...props.items.flatMap((item) => Object.keys(item))])];
  return (
    <Scroll label={`Items of ${props.name}`}>
      <table>
        <thead>
          <tr>
            {names.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.items.map((item, index) => (
            <tr key={index}>
              {names.map((column) => (
                <td key={column}>{Object.hasOwn(item, column) ? cellText(item[column]) : ''}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** Idempotency records, in words. */
function Records({ items }: { readonly items: readonly Item[] }) {
  return (
    <ul class="records">
      {items.map((item) => (
        <li key={cellText(item.id)} class="card">
          <Record item={item} />
        </li>
      ))}
    </ul>
  );
}

function Record({ item }: { readonly item: Item }) {
  const { id, status, expiration, in_progress_expiration: claimedUntil, claim, traceparent, data } = item;
  const expires = Number(expiration) * 1000;
  const [tone, words] = explain(String(status), expires, Number(claimedUntil));
  const traceId = traceOf(traceparent);
  const execution = traceId === undefined ? undefined : findByTrace(traceId);
  return (
    <>
      <p class="record-head">
        <Badge tone={tone}>{String(status)}</Badge> <code>{String(id)}</code>
      </p>
      <p>{words}</p>
      <p class="dim small">
        expires {timeOfDay(expires)} ({relative(expires)})
        {typeof claim === 'string' && (
          <>
            {' · '}claim <code>{claim}</code>
          </>
        )}
      </p>
      {traceId && (
        <p>
          {execution ? (
            <>
              Executed by{' '}
              <a href={linkTo('invocations', execution.requestId)}>
                {execution.trigger} (invocation {execution.sequence})
              </a>
            </>
          ) : (
            <span class="dim">
              Executed in the trace <code>{traceId}</code>, which is not in this session
            </span>
          )}
        </p>
      )}
      {data !== undefined && (
        <details>
          <summary>The answer that is kept</summary>
          <Verbatim label="The answer that is kept">{JSON.stringify(data, null, 2)}</Verbatim>
        </details>
      )}
    </>
  );
}

function explain(status: string, expires: number, claimedUntil: number): [Tone, string] {
  const now = Date.now();
  if (expires < now) return ['plain', 'Expired: the next request with this key does the work anew.'];
  if (status === 'COMPLETED') {
    return ['ok', `Done: a repeat with this key gets the kept answer, until the record expires ${relative(expires)}.`];
  }
  if (status === 'INPROGRESS' && claimedUntil < now) {
    return [
      'warn',
      'Begun, and not finished in time (it has failed, or timed out): the next request takes the work over.',
    ];
  }
  if (status === 'INPROGRESS') {
    return [
      'warn',
      `Being done right now: a repeat is refused until it is finished, or its claim ends ${relative(claimedUntil)}.`,
    ];
  }
  return ['plain', `Its status is ${status}.`];
}

function isIdempotencyRecord({ status, expiration }: Item): boolean {
  return typeof expiration === 'number' && (status === 'COMPLETED' || status === 'INPROGRESS' || status === 'EXPIRED');
}

/** The trace of a `traceparent`, in X-Ray's form. */
function traceOf(traceparent: unknown): string | undefined {
  const [, seconds, rest] = String(traceparent).match(/^00-([0-9a-f]{8})([0-9a-f]{24})-/) ?? [];
  return seconds && `1-${seconds}-${rest}`;
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value);
}
