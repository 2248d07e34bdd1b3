import { useEffect, useMemo, useState } from 'preact/hooks';
import { getJson, messageOf } from '../state/api.js';
import { linkTo } from '../state/router.js';
import { useSession } from '../state/session-store.js';
import type { SessionLog } from '../state/types.js';
import { useThrottled } from '../state/use-loaded.js';
import { plural } from '../ui/format.js';
import { Empty, Problem } from '../ui/parts.js';
import { VirtualList } from '../ui/virtual-list.js';
import { LogLineView, levelOf } from './log-lines.js';

const LEVELS: readonly string[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL'];
const MOST_LINES = 5000;
const ROW_HEIGHT = 46;

/** The log lines of the session, by level, text and key. */
export function LogsView() {
  const { lines, problem } = useLogs();
  const [text, setText] = useState('');
  const [level, setLevel] = useState('TRACE');
  const shown = useMemo(
    () => lines.filter((line) => isAtLeast(line, level) && matches(line, text)).reverse(),
    [lines, level, text],
  );
  return (
    <section class="page logs" aria-labelledby="view-title">
      <h2 id="view-title" class="visually-hidden">
        Logs
      </h2>
      <search class="filters wide">
        <input
          type="search"
          aria-label="Filter log lines"
          placeholder="Filter: text, or key=value"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <label>
          Level{' '}
          <select value={level} onChange={({ currentTarget }) => setLevel(currentTarget.value)}>
            {LEVELS.map((name) => (
              <option key={name} value={name}>
                {name === 'TRACE' ? 'all' : `${name} and above`}
              </option>
            ))}
          </select>
        </label>
        <span class="dim">{plural(shown.length, 'line')}</span>
      </search>
      {problem && <Problem>{problem}</Problem>}
      {shown.length === 0 ? (
        <Empty>{lines.length === 0 ? 'Nothing has been logged yet.' : 'No line is like that.'}</Empty>
      ) : (
        <VirtualList
          label="Log lines, the newest first"
          items={shown}
          rowHeight={ROW_HEIGHT}
          keyOf={(line) => line.key}
          renderRow={(line) => (
            <div class="log-row">
              <LogLineView line={line} requestId={line.requestId} />
              <a class="log-of" href={linkTo('invocations', line.requestId)}>
                {line.trigger} · {line.functionName}
              </a>
            </div>
          )}
        />
      )}
    </section>
  );
}

type KeyedLog = SessionLog & { readonly key: string };

/** All lines, with those of new invocations added as they finish. */
function useLogs(): { lines: readonly KeyedLog[]; problem: string | undefined } {
  const { invocations } = useSession();
  const newest = useThrottled(invocations.at(-1)?.sequence ?? 0, 500);
  const [loaded, setLoaded] = useState<{ lines: readonly KeyedLog[]; after: number; problem?: string }>({
    lines: [],
    after: 0,
  });
  useEffect(() => {
    if (newest <= loaded.after) return;
    let left = false;
    getJson<SessionLog[]>(`/api/logs?after=${loaded.after}`).then(
      (added) => {
        if (left) return;
        const keyed = added.map((line, index) => ({ ...line, key: `${line.sequence}.${index}` }));
        setLoaded(({ lines }) => ({ lines: [...lines, ...keyed].slice(-MOST_LINES), after: newest }));
      },
      (error: unknown) => setLoaded((before) => ({ ...before, problem: messageOf(error) })),
    );
    return () => {
      left = true;
    };
  }, [newest, loaded.after]);
  return { lines: loaded.lines, problem: loaded.problem };
}

function isAtLeast(line: SessionLog, least: string): boolean {
  if (least === 'TRACE') return true;
  const level = levelOf(line).replace('STDERR', 'WARN').replace('FATAL', 'CRITICAL');
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}

/** Every word is in the line; `key=value` looks at that key only. */
function matches(line: SessionLog, text: string): boolean {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .every((word) => {
      const [, key, value] = word.match(/^([\w.]+)=(.*)$/) ?? [];
      if (key !== undefined && value !== undefined && line.json && Object.hasOwn(line.json, key)) {
        const found = line.json[key];
        return (typeof found === 'string' ? found : JSON.stringify(found)).includes(value);
      }
      return line.text.toLowerCase().includes(word.toLowerCase());
    });
}
