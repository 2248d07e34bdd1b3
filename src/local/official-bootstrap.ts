// Runs the official runtime in a function's process: `node official-bootstrap.js <its file> <handler>`.
import { pathToFileURL } from 'node:url';
import { startWatchdog } from './runtime/watchdog.js';

const [node = '', , runtime = '', ...rest] = process.argv;
startWatchdog();
process.argv = [node, runtime, ...rest];
await import(pathToFileURL(runtime).href);
