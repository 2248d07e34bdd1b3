import { Worker } from 'node:worker_threads';

/** The end of this file descriptor says that the local Lambda is gone, however it went. */
const LIFELINE_FD = 3;

/** A thread of its own sees the end also where the function keeps the other busy. */
const WATCH = `
const { Socket } = require('node:net');
const end = () => {
  try {
    // The group: whatever the function has started goes with it.
    process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
};
new Socket({ fd: ${LIFELINE_FD} }).on('close', end).on('error', end).resume();
`;

/** Ends this process, and those that it has started, as soon as the local Lambda is gone. */
export function startWatchdog(): void {
  // What the user has set for Node.js is for the function, not for this thread.
  new Worker(WATCH, { eval: true, execArgv: [], env: { NODE_OPTIONS: '' } }).on('error', () => {}).unref();
}
