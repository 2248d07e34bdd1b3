import { useEffect, useReducer } from 'preact/hooks';
import { getJson } from './api.js';
import type { InvocationSummary, LoadState, Notice, RunningSummary, SessionInfo } from './types.js';

/** What the page knows of the session. A new object comes with every change. */
export interface SessionState {
  readonly connected: boolean;
  /** Whether it was connected before. */
  readonly lost: boolean;
  readonly info: SessionInfo | undefined;
  /** The oldest first. */
  readonly invocations: readonly InvocationSummary[];
  readonly running: readonly RunningSummary[];
  readonly notices: readonly Notice[];
  /** Functions whose code cannot be loaded, as it is now. */
  readonly loadProblems: readonly LoadState[];
  readonly dropped: number;
}

const NOTICES_KEPT = 100;

let state: SessionState = {
  connected: false,
  lost: false,
  info: undefined,
  invocations: [],
  running: [],
  notices: [],
  loadProblems: [],
  dropped: 0,
};
const listeners = new Set<() => void>();
/** What has arrived since the last frame: many invocations a second are drawn once. */
let arrived: ((before: SessionState) => SessionState)[] = [];
let frame = 0;

/** Connects to the local Lambda whenever the page is seen: a browser has six connections to it for all of its tabs. */
export function openSession(): void {
  let source = document.hidden ? undefined : connect();
  document.addEventListener('visibilitychange', () => {
    source?.close();
    source = document.hidden ? undefined : connect();
  });
}

/** The state of the session, as of the last frame. */
export function useSession(): SessionState {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const listener = (): void => redraw(undefined);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return state;
}

/** The newest invocation of a trace that has this segment's trace id; undefined where it is not in this session. */
export function findByTrace(traceId: string): InvocationSummary | undefined {
  return state.invocations.find((invocation) => invocation.traceId === traceId);
}

/** A path as one writes it where the local Lambda runs. */
export function shownPath(file: string): string {
  const cwd = state.info?.cwd;
  return cwd !== undefined && file.startsWith(`${cwd}/`) ? file.slice(cwd.length + 1) : file;
}

/** What has come since the connection was made: the answer to `reload` may be older. */
let fresh: Fresh | undefined;

interface Fresh {
  readonly started: RunningSummary[];
  readonly finished: InvocationSummary[];
}

async function reload(): Promise<void> {
  const since: Fresh = { started: [], finished: [] };
  fresh = since;
  const info = await getJson<SessionInfo>('/api/session').catch(() => undefined);
  if (!info) return;
  enqueue(() => {
    if (fresh === since) fresh = undefined;
    const last = info.invocations.at(-1)?.sequence ?? 0;
    const invocations = [...info.invocations, ...since.finished.filter(({ sequence }) => sequence > last)];
    const over = new Set(invocations.map(({ requestId }) => requestId));
    const running = new Map([...info.running, ...since.started].map((one) => [one.requestId, one]));
    return {
      connected: true,
      lost: false,
      info,
      invocations,
      running: [...running.values()].filter(({ requestId }) => !over.has(requestId)),
      notices: info.notices,
      loadProblems: info.loadProblems,
      dropped: info.dropped,
    };
  });
}

let finished: InvocationSummary[] = [];

/** Finished invocations of one frame are added together: one copy of a long list instead of hundreds. */
function enqueueFinished(summary: InvocationSummary): void {
  finished.push(summary);
  fresh?.finished.push(summary);
  if (finished.length > 1) return;
  enqueue((before) => {
    const added = finished;
    finished = [];
    const ids = new Set(added.map(({ requestId }) => requestId));
    const last = before.invocations.at(-1)?.sequence ?? 0;
    return {
      ...before,
      invocations: [...before.invocations, ...added.filter(({ sequence }) => sequence > last)],
      running: before.running.filter(({ requestId }) => !ids.has(requestId)),
    };
  });
}

function enqueue(change: (before: SessionState) => SessionState): void {
  arrived.push(change);
  if (frame !== 0) return;
  // A tab in the background draws no frames, and must not collect changes without end.
  frame = document.hidden ? window.setTimeout(apply, 500) : requestAnimationFrame(apply);
}

function apply(): void {
  frame = 0;
  const changes = arrived;
  arrived = [];
  for (const change of changes) state = change(state);
  for (const listener of listeners) listener();
}

function connect(): EventSource {
  const source = new EventSource('/api/events');
  source.addEventListener('hello', () => void reload());
  source.addEventListener('started', (event) => {
    const running: RunningSummary = JSON.parse(event.data);
    fresh?.started.push(running);
    enqueue((before) => ({ ...before, running: [...before.running, running] }));
  });
  source.addEventListener('finished', (event) => enqueueFinished(JSON.parse(event.data)));
  source.addEventListener('dropped', (event) => {
    const { requestIds, total }: { requestIds: string[]; total: number } = JSON.parse(event.data);
    const gone = new Set(requestIds);
    enqueue((before) => ({
      ...before,
      invocations: before.invocations.filter(({ requestId }) => !gone.has(requestId)),
      dropped: total,
    }));
  });
  source.addEventListener('notice', (event) => {
    const notice: Notice = JSON.parse(event.data);
    enqueue((before) => ({ ...before, notices: [...before.notices, notice].slice(-NOTICES_KEPT) }));
  });
  source.addEventListener('loaded', (event) => {
    const load: LoadState = JSON.parse(event.data);
    enqueue((before) => ({
      ...before,
      loadProblems: [
        ...before.loadProblems.filter(({ functionName }) => functionName !== load.functionName),
        ...(load.problem ? [load] : []),
      ],
    }));
  });
  source.addEventListener('error', () => {
    enqueue((before) => ({ ...before, connected: false, lost: before.info !== undefined }));
  });
  return source;
}
