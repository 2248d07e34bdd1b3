import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { context, diag, propagation, type Span, trace } from '@opentelemetry/api';
import { configure, type TelemetryOptions, withPowertools } from 'otel-powertools';
import { Tracer } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { reset } from '../../../src/shared/process-state.js';
import { lambdaContext } from '../../support/lambda.js';
import { clientConfiguration, recordingHandler } from './recording-handler.js';

let server: http.Server;
let origin: string;
const received: http.IncomingMessage[] = [];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    received.push(request);
    response.end('hello');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x');
  // Nobody listens there.
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', '127.0.0.1:9');
  received.length = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
  reset();
  for (const api of [trace, context, propagation, diag]) api.disable();
});

const ROOT = '1-5759e988-bd862e3fe1be46a994272793';
const TRACE = ROOT.slice(2).replace('-', '');
const PARENT = '53995c3f42cd8ad8';
const LINEAGE = 'Lineage=1:a87bd80c:0';
const EVENT_TRACE = '0af7651916cd43dd8448eb211c80319c';
const EVENT_SPAN = 'b7ad6b7169203331';

/** What went out, of one message for SQS and one request by `fetch`. */
interface HandedOn {
  /** The header of the request to SQS. */
  readonly call: string | undefined;
  /** The system attribute of the message. */
  readonly message: string | undefined;
  readonly messageTraceparent: string | undefined;
  readonly messageBaggage: string | undefined;
  readonly request: string | undefined;
  readonly requestTraceparent: string | undefined;
  readonly requestBaggage: string | undefined;
}

const exporter = {
  export: (_spans: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
  shutdown: async () => {},
};

const ways = {
  wrapped: (work: () => Promise<void>, options: TelemetryOptions) => withPowertools(work, options),
  alone: (work: () => Promise<void>, options: TelemetryOptions) => {
    configure(options);
    return (_event: unknown, _context: unknown) => work();
  },
} as const;

/** Invokes a handler that sends a message and a request, with baggage. */
const handOn = async (way: keyof typeof ways, header: string, options: TelemetryOptions, event: object = {}) => {
  vi.stubEnv('_X_AMZN_TRACE_ID', header);
  const requestHandler = recordingHandler();
  const tracer = new Tracer();
  const client = tracer.captureAWSv3Client(new SQSClient({ ...clientConfiguration, requestHandler, md5: false }));
  const spans: Span[] = [];
  const work = async (): Promise<void> => {
    const baggage = propagation.createBaggage({ tenant: { value: 'a' } });
    await context.with(propagation.setBaggage(context.active(), baggage), async () => {
      await client.send(
        new SendMessageCommand({
          QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders',
          MessageBody: 'hello',
        }),
      );
      await (await fetch(origin)).text();
      spans.push(...[trace.getActiveSpan()].filter((span) => span !== undefined));
    });
  };
  await ways[way](work, options)(event, lambdaContext());
  const [sent] = requestHandler.sent;
  const body = JSON.parse(JSON.stringify(sent?.body));
  const textOf = (attribute: { StringValue?: string } | undefined) => attribute?.StringValue;
  const headers = received[0]?.headers ?? {};
  const text = (name: string) => headers[name]?.toString();
  const handed: HandedOn = {
    call: sent?.headers['X-Amzn-Trace-Id'],
    message: textOf(body.MessageSystemAttributes?.AWSTraceHeader),
    messageTraceparent: textOf(body.MessageAttributes?.traceparent),
    messageBaggage: textOf(body.MessageAttributes?.baggage),
    request: text('x-amzn-trace-id'),
    requestTraceparent: text('traceparent'),
    requestBaggage: text('baggage'),
  };
  return handed;
};

const BAGGAGE = { messageBaggage: 'tenant=a', requestBaggage: 'tenant=a' };
const UNTOLD = { messageTraceparent: undefined, requestTraceparent: undefined };
const everywhere = (header: string) => ({ call: header, message: header, request: header });

const SAMPLED = `Root=${ROOT};Parent=${PARENT};Sampled=1;${LINEAGE}`;
const UNSAMPLED = `Root=${ROOT};Parent=${PARENT};Sampled=0;${LINEAGE}`;
const undecided = [
  ['Root and Lineage', `Root=${ROOT};${LINEAGE}`],
  ['Root alone', `Root=${ROOT}`],
  ['Sampled=?', `Root=${ROOT};Parent=${PARENT};Sampled=?`],
  ['no decision', `Root=${ROOT};Parent=${PARENT}`],
  ['no parent', `Root=${ROOT};Sampled=1`],
] as const;

/** A span that was sent has an id of its own: whatever it is, but Lambda's. */
const OWN_SPAN = `(?!${PARENT}|${EVENT_SPAN})[0-9a-f]{16}`;
const matching = (pattern: string) => expect.stringMatching(new RegExp(`^${pattern}$`));

describe.each(['wrapped', 'alone'] as const)('what a handler, %s, hands on', (way) => {
  describe('where spans go to X-Ray', () => {
    it('of a trace that is sampled is the span that calls', async () => {
      const header = (tail: string) => matching(`Root=${ROOT};Parent=${OWN_SPAN};Sampled=1${tail}`);
      expect(await handOn(way, SAMPLED, {})).toEqual({
        ...BAGGAGE,
        call: header(`;${LINEAGE}`),
        message: header(`;${LINEAGE}`),
        request: header(''),
        messageTraceparent: matching(`00-${TRACE}-${OWN_SPAN}-01`),
        requestTraceparent: matching(`00-${TRACE}-${OWN_SPAN}-01`),
      });
    });

    it('of a trace that is not sampled is what Lambda said, and no parent that was never sent', async () => {
      expect(await handOn(way, UNSAMPLED, {})).toEqual({
        ...BAGGAGE,
        call: UNSAMPLED,
        message: UNSAMPLED,
        request: `Root=${ROOT};Parent=${PARENT};Sampled=0`,
        messageTraceparent: `00-${TRACE}-${PARENT}-00`,
        requestTraceparent: `00-${TRACE}-${PARENT}-00`,
      });
    });

    it.each(undecided)('of a trace that nobody has decided about is that, as Lambda gave it: %s', async (_, header) => {
      expect(await handOn(way, header, {})).toEqual({ ...BAGGAGE, ...UNTOLD, ...everywhere(header) });
    });

    it('of a trace that only the sampler of the function records is said to be recorded, but not to X-Ray', async () => {
      vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_on');
      const header = `Root=${ROOT};${LINEAGE}`;
      expect(await handOn(way, header, {})).toEqual({
        ...BAGGAGE,
        ...everywhere(header),
        messageTraceparent: matching(`00-${TRACE}-${OWN_SPAN}-01`),
        requestTraceparent: matching(`00-${TRACE}-${OWN_SPAN}-01`),
      });
    });

    it('of a trace that the sampler of the function drops is that, below what was sent last', async () => {
      vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_off');
      expect(await handOn(way, SAMPLED, {})).toEqual({
        ...BAGGAGE,
        call: UNSAMPLED,
        message: UNSAMPLED,
        request: `Root=${ROOT};Parent=${PARENT};Sampled=0`,
        messageTraceparent: `00-${TRACE}-${PARENT}-00`,
        requestTraceparent: `00-${TRACE}-${PARENT}-00`,
      });
    });
  });

  describe('where spans go elsewhere', () => {
    it.each<readonly [string, string]>([['sampled', SAMPLED], ['not sampled', UNSAMPLED], ...undecided])(
      "is Lambda's own header as it is, and the span that calls in the formats of OpenTelemetry: %s",
      async (_, header) => {
        const handed = await handOn(way, header, { traces: exporter });
        const traceparent = matching(`00-(?!${TRACE})[0-9a-f]{32}-${OWN_SPAN}-01`);
        expect(handed).toEqual({
          ...BAGGAGE,
          ...everywhere(header),
          messageTraceparent: traceparent,
          requestTraceparent: traceparent,
        });
      },
    );

    it("is the span in X-Ray's header, where that is the only format", async () => {
      vi.stubEnv('OTEL_PROPAGATORS', 'xray,baggage');
      const handed = await handOn(way, UNSAMPLED, { traces: exporter });
      expect(handed).toMatchObject({ ...BAGGAGE, ...UNTOLD });
      expect(handed.request).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/);
    });

    it('is the span that calls where the user says that X-Ray gets it, all the same', async () => {
      const header = (tail: string) => matching(`Root=${ROOT};Parent=${OWN_SPAN};Sampled=1${tail}`);
      expect(await handOn(way, SAMPLED, { traces: exporter, parent: 'xray' })).toEqual({
        ...BAGGAGE,
        call: header(`;${LINEAGE}`),
        message: header(`;${LINEAGE}`),
        request: header(''),
        messageTraceparent: matching(`00-${TRACE}-${OWN_SPAN}-01`),
        requestTraceparent: matching(`00-${TRACE}-${OWN_SPAN}-01`),
      });
    });
  });

  it('is nothing in the formats of propagators that are left out', async () => {
    vi.stubEnv('OTEL_PROPAGATORS', 'none');
    const handed = await handOn(way, SAMPLED, {});
    expect(handed).toMatchObject({ ...UNTOLD, request: undefined, requestBaggage: undefined });
    expect(handed.call).toMatch(new RegExp(`^Root=${ROOT};Parent=${OWN_SPAN};Sampled=1;${LINEAGE}$`));
  });
});

describe('the decision that an event carries', () => {
  it.each(['00', '01'])('is handed on where Lambda has none: %s', async (flags) => {
    const traceparent = `00-${EVENT_TRACE}-${EVENT_SPAN}-${flags}`;
    const handed = await handOn('wrapped', `Root=${ROOT};${LINEAGE}`, {}, { traceparent });
    const parent = flags === '01' ? OWN_SPAN : EVENT_SPAN;
    const root = `1-${EVENT_TRACE.slice(0, 8)}-${EVENT_TRACE.slice(8)}`;
    expect(handed).toEqual({
      ...BAGGAGE,
      call: matching(`Root=${root};Parent=${parent};Sampled=${flags[1]};${LINEAGE}`),
      message: matching(`Root=${root};Parent=${parent};Sampled=${flags[1]};${LINEAGE}`),
      request: matching(`Root=${root};Parent=${parent};Sampled=${flags[1]}`),
      messageTraceparent: matching(`00-${EVENT_TRACE}-${parent}-${flags}`),
      requestTraceparent: matching(`00-${EVENT_TRACE}-${parent}-${flags}`),
    });
  });
});
