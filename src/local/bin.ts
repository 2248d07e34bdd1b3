#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { run } from './command/run.js';

// Built to dist/bin, two folders below package.json.
const manifest = new URL('../../package.json', import.meta.url);
const runtimeFolder = fileURLToPath(new URL('.', import.meta.url));
process.exitCode = await run(process.argv.slice(2), { runtimeFolder, manifest });
