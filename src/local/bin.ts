import { fileURLToPath } from 'node:url';
import { run } from './command/run.js';

process.exitCode = await run(process.argv.slice(2), fileURLToPath(new URL('.', import.meta.url)));
