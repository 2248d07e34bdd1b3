import { recordOf, type Values } from '../is-record.js';
import type { InvocationReport } from '../report.js';
import type { ExplainedError } from './failure-explanation.js';
import type { SourceExcerpt } from './stack-frames.js';

/** What is known besides the errors. */
export type Observed = Pick<InvocationReport, 'outcome' | 'segments' | 'logs'>;

interface Evidence {
  readonly type: string;
  readonly message: string;
  readonly report: Observed;
  readonly tables: readonly string[];
  /** The line of the user's source that threw. */
  readonly source: string;
}

type Cure = (evidence: Evidence) => string | undefined;

const CURES: readonly Cure[] = [
  missingTable,
  refusedCredentials,
  refusedConnection,
  unknownHost,
  missingPackage,
  missingVariable,
  wrongKey,
  timeOut,
];

/** What may help against an error or one of its causes, each in a sentence or two. */
export function curesOf(
  errors: readonly ExplainedError[],
  report: Observed,
  tables: readonly string[],
  excerpt: SourceExcerpt | undefined,
): string[] {
  const source = excerpt?.lines[excerpt.line - excerpt.firstLine] ?? '';
  const cures = errors.flatMap(({ errorType: type, errorMessage: message }) =>
    CURES.map((cure) => cure({ type, message, report, tables, source })),
  );
  return [...new Set(cures.filter((cure) => cure !== undefined))];
}

function missingTable({ type, message, report, tables }: Evidence): string | undefined {
  if (!/ResourceNotFoundException/.test(`${type} ${message}`) || !/resource not found|table/i.test(message)) {
    return undefined;
  }
  const asked = failedNodes(report)
    .map((node) => recordOf(node.aws).table_name)
    .find((name) => typeof name === 'string');
  const there = tables.length > 0 ? `the tables here are ${tables.join(', ')}` : 'there are no tables here';
  return `${asked ? `There is no table "${asked}"` : 'A table is missing'}: ${there}. Declare it in the template (AWS::DynamoDB::Table), or give the function the right name with --env.`;
}

function refusedCredentials({ type, message }: Evidence): string | undefined {
  const refused =
    /AccessDenied|UnrecognizedClient|InvalidSignature|InvalidClientTokenId|ExpiredToken|InvalidAccessKeyId|security token/;
  if (!refused.test(`${type} ${message}`) && !/CredentialsProviderError/.test(type)) return undefined;
  return 'AWS refused the credentials: those of a local run are fake. Point the client to something local (AWS_ENDPOINT_URL_<SERVICE> with --env), or pass credentials of your own with --env AWS_ACCESS_KEY_ID=… --env AWS_SECRET_ACCESS_KEY=… (and AWS_SESSION_TOKEN). In AWS, the function needs this action in its Policies.';
}

function refusedConnection({ message }: Evidence): string | undefined {
  const [, address] = message.match(/ECONNREFUSED\s*(\S+)?/) ?? [];
  if (!/ECONNREFUSED/.test(message)) return undefined;
  return `Nothing listens on ${address ?? 'the address that was called'}: start it, or set the variable of the function that names another address with --env.`;
}

function unknownHost({ message }: Evidence): string | undefined {
  const [, host] = message.match(/(?:ENOTFOUND|EAI_AGAIN) (\S+)/) ?? [];
  if (!host) return undefined;
  return `The host ${host} was not found: is the network up, and the region right? A service that runs here is named to the AWS SDK with --env AWS_ENDPOINT_URL_<SERVICE>=http://127.0.0.1:….`;
}

function missingPackage({ message }: Evidence): string | undefined {
  const [, name] = message.match(/Cannot find (?:package|module) '([^'./][^']*)'/) ?? [];
  if (!name) return undefined;
  const [scope = '', inner] = name.split('/');
  return `Install it in the function's project: npm install ${name.startsWith('@') ? `${scope}/${inner}` : scope}`;
}

/** A variable that the message speaks of, or that the line reads which threw. */
function missingVariable({ type, message, source }: Evidence): string | undefined {
  const said = /\b([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b.*\b(?:not set|undefined|missing|required|not defined|empty)/.exec(
    message,
  );
  const unset = /\b(?:not set|undefined|missing|required|Missing|Set)\b.*?\b([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/.exec(
    message,
  );
  const read = type === 'TypeError' && /undefined/.test(message) ? /process\.env\.([A-Z]\w*)/.exec(source) : null;
  const name = said?.[1] ?? unset?.[1] ?? read?.[1];
  return name && `Set ${name} under Environment.Variables of the function in the template, or with --env ${name}=….`;
}

function wrongKey({ type, message, tables }: Evidence): string | undefined {
  if (type !== 'ValidationException' || !/key element|key schema|hash key|missing the key/i.test(message))
    return undefined;
  return `The key that was given is not that of the table: compare with the KeySchema of ${tables.join(', ') || 'the table'} in the template.`;
}

function timeOut({ report }: Evidence): string | undefined {
  if (report.outcome !== 'timeout') return undefined;
  const running = nodesOf(report).findLast((node) => node.in_progress === true);
  const last = report.logs.at(-1)?.text;
  const where =
    running?.name !== undefined
      ? `It was within "${String(running.name)}".`
      : last
        ? 'The last log line tells how far it came.'
        : 'It has logged nothing.';
  return `${where} Timeout of the function in the template, or --timeout SECONDS, gives it longer.`;
}

function failedNodes(report: Observed): Values[] {
  return nodesOf(report).filter(({ fault, error }) => fault === true || error === true);
}

/** All segments and subsegments, a parent before its children. */
function nodesOf({ segments }: Observed): Values[] {
  const below = (node: Values): Values[] => [
    node,
    ...(Array.isArray(node.subsegments) ? node.subsegments.map(recordOf).flatMap(below) : []),
  ];
  return segments.flatMap(below);
}
