import { Worker } from 'node:worker_threads';

const WORKERS_PER_PROCESSOR = 8;

/**
 * Runs `file` in worker threads, as Lambda's runtime does on Managed Instances: AWS_LAMBDA_NODEJS_WORKER_COUNT of them, or
 * 8, and no more than there are invocations at a time. One that crashes leaves its invocations to their time-outs; the
 * others go on. Ends the process with the last of them.
 */
export function startWorkers(file: URL, env: NodeJS.ProcessEnv = process.env): void {
  const asked = Number(env.AWS_LAMBDA_NODEJS_WORKER_COUNT) || WORKERS_PER_PROCESSOR;
  const atATime = Number(env.AWS_LAMBDA_MAX_CONCURRENCY) || 1;
  let alive = Math.min(asked, atATime);
  for (let index = 0; index < Math.min(asked, atATime); index++) {
    const worker = new Worker(file);
    worker.on('error', (error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`Worker ${index} error: ${text}\n`);
    });
    worker.on('exit', () => {
      alive -= 1;
      if (alive === 0) process.exit(1);
    });
  }
}
