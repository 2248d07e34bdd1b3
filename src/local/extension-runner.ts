// Runs an extension in a process of its own: `node extension-runner.js <file>`. It ends with the local Lambda.
import { spawn } from 'node:child_process';
import { startWatchdog } from './runtime/watchdog.js';

const [, , file = ''] = process.argv;
startWatchdog();
// As in /opt/extensions, a file is executed; one of JavaScript needs no mark of its interpreter here.
const isScript = /\.[mc]?js$/.test(file);
const child = isScript ? spawn(process.execPath, [file], { stdio: 'inherit' }) : spawn(file, [], { stdio: 'inherit' });
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
process.on('SIGTERM', () => child.kill('SIGTERM'));
