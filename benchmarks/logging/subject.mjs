// What benchmarks/logging/index.mjs runs, with stdout on /dev/null.
import { createRequire } from 'node:module';
import { withPowertools } from '../../src/index.ts';
import { Logger } from '../../src/logger/index.ts';

// Installed packages are found from the repository, not from the temporary folder of the bundle.
const load = createRequire(`${process.env.BENCHMARK_ROOT}benchmarks/logging/`);
const { Logger: PowertoolsLogger } = load('@aws-lambda-powertools/logger');
const pino = load('pino');

const rounds = Number(process.argv[2]);
const context = {
  functionName: 'orders',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  memoryLimitInMB: '1024',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  getRemainingTimeInMillis: () => 600_000,
};
const facts = {
  service: 'orders',
  cold_start: true,
  function_name: context.functionName,
  function_memory_size: context.memoryLimitInMB,
  function_arn: context.invokedFunctionArn,
  function_request_id: context.awsRequestId,
  xray_trace_id: '1-6a54a8c2-abcdef012345678912345678',
};

const ours = new Logger({ location: false });
const oursWithLocation = new Logger();
const powertools = new PowertoolsLogger();
powertools.addContext(context);
const pinoLogger = pino(
  {
    base: facts,
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label.toUpperCase() }) },
  },
  pino.destination({ dest: 1, sync: true }),
);
const consoleLine = (level, message, keys) =>
  console.log(JSON.stringify({ level, message, timestamp: new Date().toISOString(), ...facts, ...keys }));

const failure = new Error('payment failed', { cause: new TypeError('card declined') });
const plainError = ({ name, message, stack, cause }) => ({ name, message, stack, cause: cause && plainError(cause) });

const lines = {
  'an info line with three keys': {
    'otel-powertools, location off': (i) => ours.info('order received', { order_id: i, state: 'new', total: 12.5 }),
    'otel-powertools': (i) => oursWithLocation.info('order received', { order_id: i, state: 'new', total: 12.5 }),
    Powertools: (i) => powertools.info('order received', { order_id: i, state: 'new', total: 12.5 }),
    'pino, sync': (i) => pinoLogger.info({ order_id: i, state: 'new', total: 12.5 }, 'order received'),
    'console.log(JSON.stringify())': (i) =>
      consoleLine('INFO', 'order received', { order_id: i, state: 'new', total: 12.5 }),
  },
  'an error line with cause and stacks': {
    'otel-powertools, location off': () => ours.error('order failed', failure),
    'otel-powertools': () => oursWithLocation.error('order failed', failure),
    Powertools: () => powertools.error('order failed', failure),
    'pino, sync': () => pinoLogger.error({ err: failure }, 'order failed'),
    'console.log(JSON.stringify())': () => consoleLine('ERROR', 'order failed', { error: plainError(failure) }),
  },
  'a debug line below the threshold': {
    'otel-powertools': (i) => ours.debug('order received', { order_id: i, state: 'new', total: 12.5 }),
    Powertools: (i) => powertools.debug('order received', { order_id: i, state: 'new', total: 12.5 }),
    'pino, sync': (i) => pinoLogger.debug({ order_id: i, state: 'new', total: 12.5 }, 'order received'),
  },
};

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const nanosOf = (write, count) => {
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i += 1) write(i);
  return Number(process.hrtime.bigint() - start) / count;
};

const measure = (subjects, count) => {
  const names = Object.keys(subjects);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) nanosOf(subjects[name], count);
  for (let round = 0; round < rounds; round += 1) {
    // Each round starts with another one: nobody always comes after the same.
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length];
      times[name].push(nanosOf(subjects[name], count));
    }
  }
  return times;
};

const report = (title, times) => {
  const [base] = Object.keys(times);
  const rows = Object.entries(times).map(([name, rounds]) => {
    const nanos = median(rounds);
    const ratio = median(rounds.map((time, index) => time / times[base][index]));
    const rate = Math.round(1e9 / nanos).toLocaleString('en');
    return `  ${name.padEnd(32)} ${(nanos / 1000).toFixed(3).padStart(9)} us ${rate.padStart(14)} lines/s ${ratio.toFixed(2).padStart(8)} x the time of the first`;
  });
  return [title, ...rows, ''].join('\n');
};

const handler = withPowertools(async () => {
  for (const [title, subjects] of Object.entries(lines)) {
    const count = title.includes('below') ? 1_000_000 : 10_000;
    process.send(report(title, measure(subjects, count)));
  }
});
try {
  await handler({}, context);
} catch (error) {
  process.send(String(error.stack));
  process.exitCode = 1;
}
process.disconnect();
