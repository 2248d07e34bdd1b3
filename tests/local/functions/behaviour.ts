import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';

interface Event {
  readonly do?: string;
  readonly value?: unknown;
}

interface Context {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
  [name: string]: unknown;
}

let invocations = 0;

const sendSegment = (body: string): Promise<void> => {
  const [host, port] = (process.env.AWS_XRAY_DAEMON_ADDRESS ?? '').split(':');
  const socket = createSocket('udp4');
  return new Promise((resolve) =>
    socket.send(`{"format":"json","version":1}\n${body}`, Number(port), host, () => {
      socket.close();
      resolve();
    }),
  );
};

const actions: Record<string, (event: Event, context: Context) => unknown> = {
  echo: ({ value }) => value,
  count: () => invocations,
  environment: () => ({ ...process.env, cwd: process.cwd() }),
  context: async (_event, context) => {
    const first = context.getRemainingTimeInMillis();
    await sleep(20);
    return {
      ...context,
      traceVariable: process.env._X_AMZN_TRACE_ID,
      first,
      second: context.getRemainingTimeInMillis(),
    };
  },
  throw: () => {
    throw new RangeError('out of range');
  },
  'throw text': () => {
    throw 'only text';
  },
  exit: () => process.exit(7),
  'exit quietly': () => process.exit(0),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  hang: async () => {
    console.log('about to hang');
    await sleep(60_000);
  },
  spin: () => {
    for (;;);
  },
  reject: async () => {
    void Promise.reject(new TypeError('nobody caught this'));
    await sleep(10_000);
  },
  'throw later': async () => {
    setImmediate(() => {
      throw new TypeError('thrown outside');
    });
    await sleep(10_000);
  },
  never: () => new Promise(() => {}),
  circular: () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    return circle;
  },
  huge: () => 'x'.repeat(7_000_000),
  print: () => {
    console.log('plain line');
    console.log(JSON.stringify({ level: 'INFO', message: 'structured' }));
    console.log(JSON.stringify({ _aws: { Timestamp: 1, CloudWatchMetrics: [] }, Orders: 1 }));
    console.error('to the console');
    process.stderr.write('to stderr\n');
    process.stdout.write('Gruß 🌍 without a line end');
  },
  flood: () => {
    for (let line = 0; line < 20_000; line++) process.stdout.write(`${'x'.repeat(1000)}\n`);
  },
  segment: ({ value }) => sendSegment(String(value)),
  sleep: async () => {
    const from = Date.now();
    await sleep(300);
    return { from, until: Date.now() };
  },
  'exit afterwards': () => {
    setTimeout(() => process.exit(5), 500);
  },
};

export const handler = async (event: Event, context: Context): Promise<unknown> => {
  invocations++;
  return actions[event.do ?? 'echo']?.(event, context);
};

export const notAFunction = 42;

type Callback = (error: unknown, result?: unknown) => void;

export const withCallback = (event: Event, context: Context, callback: Callback): void => {
  if (event.do === 'fail') callback(new RangeError('called back'));
  else if (event.do === 'leave a timer') {
    context.callbackWaitsForEmptyEventLoop = false;
    setTimeout(() => {}, 60_000);
    callback(null, 'at once');
  } else if (event.do === 'nothing') return;
  else {
    let later = 'not yet';
    setTimeout(() => {
      later = 'the loop was empty';
    }, 30);
    callback(null, { toJSON: () => later });
  }
};
