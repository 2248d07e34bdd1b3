import { Readable } from 'node:stream';

export interface SentRequest {
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Answer {
  readonly statusCode?: number;
  readonly headers?: Record<string, string>;
  readonly body?: object;
}

const answerOf = (answer: Answer | Error) => {
  if (answer instanceof Error) throw answer;
  return {
    response: {
      statusCode: answer.statusCode ?? 200,
      headers: { 'x-amzn-requestid': 'request-1', ...answer.headers },
      body: Readable.from([Buffer.from(JSON.stringify(answer.body ?? {}))]),
    },
  };
};

const parsed = (body: unknown): unknown => {
  try {
    return JSON.parse(body instanceof Uint8Array ? Buffer.from(body).toString() : String(body));
  } catch {
    return body;
  }
};

/** Stands at the end of an AWS client in the network's place: keeps what is sent, and answers in turn. */
export const recordingHandler = (...answers: (Answer | Error)[]) => {
  const sent: SentRequest[] = [];
  return {
    sent,
    async handle(request: { hostname: string; path: string; headers: Record<string, string>; body?: unknown }) {
      sent.push({
        hostname: request.hostname,
        path: request.path,
        headers: { ...request.headers },
        body: parsed(request.body),
      });
      return answerOf(answers[Math.min(sent.length - 1, answers.length - 1)] ?? {});
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
};

export const clientConfiguration = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
};
