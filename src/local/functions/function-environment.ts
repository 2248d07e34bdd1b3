import { randomBytes } from 'node:crypto';
import { type FunctionDefinition, regionOf } from './function-definition.js';

/** The developer's own variables that a function gets: what its process needs, and what configures telemetry. */
const INHERITED =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|LANG|LC_ALL|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_V8_COVERAGE|SYSTEMROOT)$/i;
const INHERITED_PREFIX = /^(POWERTOOLS_|OTEL_)/;

export interface Endpoints {
  readonly runtimeApi: string;
  readonly xrayDaemon: string;
  readonly dynamodb: string | undefined;
  /** Lambda's Invoke API, SQS and EventBridge. */
  readonly lambda: string | undefined;
  /** The Parameter Store, where a template has parameters. Default: AWS's own. */
  readonly ssm?: string | undefined;
  /** How many invocations the process works on at a time; undefined: one after the other. */
  readonly maxConcurrency: number | undefined;
  readonly nodeVersion: string;
}

/**
 * The environment variables of a function's process: those that Lambda sets, then what the function's own configuration
 * adds. The developer's shell is not inherited, and the credentials are fake: a local run reaches no AWS account by accident.
 */
export function functionEnvironment(
  definition: FunctionDefinition,
  endpoints: Endpoints,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const inherited = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (INHERITED.test(entry[0]) || INHERITED_PREFIX.test(entry[0])),
  );
  const region = regionOf(env);
  const [daemonHost = '', daemonPort = ''] = endpoints.xrayDaemon.split(':');
  return {
    ...Object.fromEntries(inherited),
    TZ: ':UTC',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    // It speaks of the Node.js of this machine, not of the one that the function is deployed on.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...(endpoints.dynamodb && { AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb }),
    ...(endpoints.lambda && {
      AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
      AWS_ENDPOINT_URL_SQS: endpoints.lambda,
      AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.lambda,
    }),
    ...(endpoints.ssm && { AWS_ENDPOINT_URL_SSM: endpoints.ssm }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_LOG_FORMAT: 'Text',
    ...definition.environment,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${endpoints.nodeVersion.split('.')[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: endpoints.maxConcurrency === undefined ? 'on-demand' : 'lambda-managed-instances',
    ...(endpoints.maxConcurrency !== undefined && { AWS_LAMBDA_MAX_CONCURRENCY: String(endpoints.maxConcurrency) }),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName(),
    AWS_LAMBDA_RUNTIME_API: endpoints.runtimeApi,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: endpoints.xrayDaemon,
    _AWS_XRAY_DAEMON_ADDRESS: daemonHost,
    _AWS_XRAY_DAEMON_PORT: daemonPort,
    LAMBDA_TASK_ROOT: definition.taskRoot,
    _HANDLER: definition.handler,
  };
}

function logStreamName(): string {
  return `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`;
}
