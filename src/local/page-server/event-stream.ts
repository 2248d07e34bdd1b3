import type { ServerResponse } from 'node:http';
import type { Session } from '../session/session.js';

/** A comment line now and then tells either side that the other is still there. */
const PULSE_MS = 15_000;
/** What may wait for a reader that does not keep up; it is told to read the session anew instead. */
const BACKLOG_BYTES = 4 * 1024 * 1024;

/** Sends what happens in the session as server-sent events, until the client leaves. */
export function streamSession(session: Session, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const send = (event: string, data: unknown): void => {
    if (response.writableLength > BACKLOG_BYTES) {
      response.end();
      return;
    }
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  send('hello', {});
  const unsubscribe = session.subscribe({
    started: (running) => send('started', running),
    finished: (summary) => send('finished', summary),
    dropped: (requestIds, total) => send('dropped', { requestIds, total }),
    noticed: (notice) => send('notice', notice),
    loaded: (load) => send('loaded', load),
  });
  const pulse = setInterval(() => response.write(': \n\n'), PULSE_MS);
  response.on('close', () => {
    clearInterval(pulse);
    unsubscribe();
  });
}
