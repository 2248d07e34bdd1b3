// What tracing costs a warm invocation: `withPowertools` with nothing but traces, beside aws-xray-sdk-core in its Lambda
// mode and Powertools' Tracer, each with the span of the invocation alone and with 19 more inside it. One process each,
// alive together; in each round every one of them runs a batch, in another order. An invocation is over when the kernel
// has every datagram of it, whoever sends them; the daemon is a socket in another process.
//
//   npm run build && node benchmarks/tracing/invocation.mjs [--rounds 15] [--count 1000] [--node 24] [--write]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  lambdaEnvironment,
  machine,
  median,
  nodeExecutable,
  shuffled,
  table,
  versionOf,
  writeSection,
} from '../support.mjs';
import { countSends } from './sends.mjs';
import { startSink } from './sink.mjs';

const SIZES = [1, 20];

const annotate = (put, index) => {
  put('order.id', index);
  put('customer', `customer ${index}`);
  put('express', true);
};

/** Spans inside the invocation's by the calls that Powertools' Tracer and ours have in common. */
const withTracer = (tracer, spans) => {
  const handlerSegment = tracer.getSegment();
  for (let index = 1; index < spans; index += 1) {
    const subsegment = handlerSegment.addNewSubsegment(`### step ${index}`);
    tracer.setSegment(subsegment);
    annotate((key, value) => tracer.putAnnotation(key, value), index);
    subsegment.close();
    tracer.setSegment(handlerSegment);
  }
};

const subjects = {
  bare: { title: 'the bare handler', make: async () => async () => 'done' },
  standard: {
    title: '`withPowertools`, OpenTelemetry API',
    make: async () => {
      const { withPowertools } = await import('otel-powertools');
      const { trace } = await import('@opentelemetry/api');
      const handler = async ({ spans }) => {
        const tracer = trace.getTracer('benchmark');
        for (let index = 1; index < spans; index += 1) {
          tracer.startActiveSpan(`### step ${index}`, (span) => {
            annotate((key, value) => span.setAttribute(key, value), index);
            span.end();
          });
        }
        return 'done';
      };
      return withPowertools(handler);
    },
  },
  ours: {
    title: '`withPowertools`, our Tracer',
    make: async () => {
      const { withPowertools } = await import('otel-powertools');
      const { Tracer } = await import('otel-powertools/tracer');
      const { captureLambdaHandler } = await import('otel-powertools/tracer/middleware');
      const tracer = new Tracer();
      const handler = async ({ spans }) => {
        withTracer(tracer, spans);
        return 'done';
      };
      return withPowertools(handler, { use: [captureLambdaHandler(tracer)] });
    },
  },
  sdk: {
    title: 'aws-xray-sdk-core',
    make: async () => {
      const { default: AWSXRay } = await import('aws-xray-sdk-core');
      return ({ spans }) =>
        AWSXRay.captureAsyncFunc('## handler', async (handlerSegment) => {
          for (let index = 1; index < spans; index += 1) {
            AWSXRay.captureFunc(`### step ${index}`, (subsegment) => {
              annotate((key, value) => subsegment.addAnnotation(key, value), index);
            });
          }
          handlerSegment.close();
          return 'done';
        });
    },
  },
  theirs: {
    title: "Powertools' Tracer, middy middleware",
    make: async () => {
      const { Tracer } = await import('@aws-lambda-powertools/tracer');
      const { captureLambdaHandler } = await import('@aws-lambda-powertools/tracer/middleware');
      const { default: middy } = await import('@middy/core');
      const tracer = new Tracer();
      const handler = async ({ spans }) => {
        withTracer(tracer, spans);
        return 'done';
      };
      return middy(handler).use(captureLambdaHandler(tracer));
    },
  },
};

/** The process of one subject: runs a batch of invocations whenever it is told to, and says what one took. */
const serve = async (name) => {
  const sends = countSends();
  const handler = await subjects[name].make();
  let number = 0;
  const invoke = (spans) => {
    number += 1;
    const id = number.toString(16).padStart(8, '0');
    process.env._X_AMZN_TRACE_ID = `Root=1-${id}-abcdef012345678912345678;Parent=53995c3f${id};Sampled=1`;
    return handler(
      { spans },
      {
        functionName: 'orders',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
        memoryLimitInMB: '1024',
        awsRequestId: `c6af9ac6-7b61-11e6-9a41-93e8${id}0000`,
        getRemainingTimeInMillis: () => 600_000,
      },
    );
  };

  /** How many datagrams an invocation is: whoever sends in the background is waited for. */
  const datagrams = {};
  for (const spans of SIZES) {
    await invoke(spans);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = sends.taken;
    await invoke(spans);
    await new Promise((resolve) => setTimeout(resolve, 50));
    datagrams[spans] = sends.taken - before;
  }
  const run = async (spans, count) => {
    const start = process.hrtime.bigint();
    for (let invocation = 0; invocation < count; invocation += 1) {
      const before = sends.taken;
      await invoke(spans);
      await sends.reach(before + datagrams[spans]);
    }
    return Number(process.hrtime.bigint() - start) / 1_000 / count;
  };
  for (const spans of SIZES) await run(spans, 2_000);
  process.on('message', async ({ spans, count }) => process.send(await run(spans, count)));
  process.once('disconnect', () => process.exit());
  process.send(datagrams);
};

const measure = async () => {
  const { values: flags } = parseArgs({
    options: {
      rounds: { type: 'string', default: '15' },
      count: { type: 'string', default: '1000' },
      node: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const execPath = nodeExecutable(flags.node);
  const sink = await startSink();
  const env = lambdaEnvironment({
    daemonPort: sink.address.split(':')[1],
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    POWERTOOLS_TRACER_CAPTURE_RESPONSE: 'false',
  });
  const children = {};
  const datagrams = {};
  for (const name of Object.keys(subjects)) {
    const child = fork(fileURLToPath(import.meta.url), ['--subject', name], {
      execPath,
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const failed = once(child, 'exit').then(([code]) => {
      if (code !== 0) throw new Error(`the process of ${name} ended with ${code}`);
    });
    [datagrams[name]] = await Promise.race([once(child, 'message'), failed]);
    children[name] = child;
  }

  const none = () => Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  const times = Object.fromEntries(SIZES.map((spans) => [spans, none()]));
  for (let round = 0; round < Number(flags.rounds); round += 1) {
    for (const spans of SIZES) {
      for (const name of shuffled(Object.keys(subjects))) {
        const answer = once(children[name], 'message');
        children[name].send({ spans, count: Number(flags.count) });
        const [micros] = await answer;
        times[spans][name].push(micros);
      }
    }
  }
  for (const child of Object.values(children)) child.disconnect();
  await sink.stop();

  const rowsOf = (spans) => {
    const over = (name) => times[spans][name].map((micros, round) => micros - times[spans].bare[round]);
    // Each round's own ratio: what slows the machine down slows both.
    const ratio = (own, peer) => {
      const peers = over(peer);
      return `${median(over(own).map((micros, round) => peers[round] / micros)).toFixed(1)} x`;
    };
    return Object.entries(subjects).map(([name, { title }]) => [
      title,
      spans,
      datagrams[name][spans],
      median(times[spans][name]).toFixed(1),
      ...(name === 'bare' ? ['', '', ''] : [median(over(name)).toFixed(1), ratio(name, 'sdk'), ratio(name, 'theirs')]),
    ]);
  };
  const head = ['', 'spans', 'datagrams', 'µs', 'over bare', 'of the X-Ray SDK', "of Powertools' Tracer"];
  const text = `## Tracing a warm invocation

\`npm run build && node benchmarks/tracing/invocation.mjs ${process.argv.slice(2).join(' ')}\`, Node ${versionOf(execPath)}, ${machine()}, median of ${flags.rounds} batches of ${flags.count} invocations each, interleaved. Every span but the invocation's has three annotations; an invocation is over when the kernel has its datagrams. The last columns: how many times as long the other takes, both above the bare handler.

${table(head, SIZES.flatMap(rowsOf))}`;
  console.log(text);
  if (flags.write) writeSection('tracing a warm invocation', text);
};

const subject = process.argv.indexOf('--subject');
if (subject < 0) await measure();
else await serve(process.argv[subject + 1]);
