// The public subpaths. `node scripts/entries.mjs --write` puts them into package.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The file behind each subpath. What that file exports is public. Several names may lead to one file: Powertools has
 * modules of types of their own, for example.
 */
const entries = {
  '.': 'src/index.ts',
  './register': 'src/register.ts',
  './logger': 'src/logger/index.ts',
  './logger/middleware': 'src/logger/middleware.ts',
  './logger/correlationId': 'src/logger/correlation-paths.ts',
  './logger/types': 'src/logger/index.ts',
  './tracer': 'src/tracer/index.ts',
  './tracer/middleware': 'src/tracer/middleware.ts',
  './tracer/types': 'src/tracer/index.ts',
  './metrics': 'src/metrics/index.ts',
  './metrics/middleware': 'src/metrics/middleware.ts',
  './metrics/types': 'src/metrics/index.ts',
  './event-handler': 'src/event-handler/index.ts',
  './event-handler/http': 'src/event-handler/index.ts',
  './event-handler/http/middleware': 'src/event-handler/middleware/index.ts',
  './event-handler/http/middleware/metrics': 'src/event-handler/middleware/metrics.ts',
  './event-handler/http/middleware/tracer': 'src/event-handler/middleware/tracer.ts',
  './event-handler/store': 'src/event-handler/store.ts',
  './event-handler/types': 'src/event-handler/index.ts',
  './idempotency': 'src/idempotency/index.ts',
  './idempotency/cache': 'src/idempotency/cache.ts',
  './idempotency/cache/types': 'src/idempotency/cache.ts',
  './idempotency/dynamodb': 'src/idempotency/dynamodb.ts',
  './idempotency/dynamodb/types': 'src/idempotency/dynamodb.ts',
  './idempotency/dynamodb-light': 'src/idempotency/dynamodb-light.ts',
  './idempotency/middleware': 'src/idempotency/middleware.ts',
  './idempotency/persistence': 'src/idempotency/persistence/index.ts',
  './idempotency/types': 'src/idempotency/types.ts',
  './batch': 'src/batch/index.ts',
  './batch/envelopes': 'src/batch/envelopes.ts',
  './batch/idempotency': 'src/batch/idempotency.ts',
  './batch/parser': 'src/batch/parser.ts',
  './batch/types': 'src/batch/types.ts',
  './validation': 'src/validation/index.ts',
  './validation/middleware': 'src/validation/middleware.ts',
  './validation/decorator': 'src/validation/decorator.ts',
  './validation/errors': 'src/validation/errors.ts',
  './jmespath': 'src/jmespath/index.ts',
  './jmespath/envelopes': 'src/jmespath/envelopes.ts',
  './jmespath/functions': 'src/jmespath/functions.ts',
  './jmespath/types': 'src/jmespath/types.ts',
  './parser': 'src/parser/index.ts',
  './parser/middleware': 'src/parser/middleware.ts',
  './parser/envelopes': 'src/parser/envelopes/index.ts',
  './parser/envelopes/api-gateway': 'src/parser/envelopes/api-gateway.ts',
  './parser/envelopes/api-gatewayv2': 'src/parser/envelopes/api-gatewayv2.ts',
  './parser/envelopes/cloudwatch': 'src/parser/envelopes/cloudwatch.ts',
  './parser/envelopes/dynamodb': 'src/parser/envelopes/dynamodb.ts',
  './parser/envelopes/eventbridge': 'src/parser/envelopes/eventbridge.ts',
  './parser/envelopes/kafka': 'src/parser/envelopes/kafka.ts',
  './parser/envelopes/kinesis-firehose': 'src/parser/envelopes/kinesis-firehose.ts',
  './parser/envelopes/kinesis': 'src/parser/envelopes/kinesis.ts',
  './parser/envelopes/lambda': 'src/parser/envelopes/lambda.ts',
  './parser/envelopes/sns-sqs': 'src/parser/envelopes/sns-sqs.ts',
  './parser/envelopes/sns': 'src/parser/envelopes/sns.ts',
  './parser/envelopes/sqs': 'src/parser/envelopes/sqs.ts',
  './parser/envelopes/vpc-lattice': 'src/parser/envelopes/vpc-lattice.ts',
  './parser/envelopes/vpc-latticev2': 'src/parser/envelopes/vpc-latticev2.ts',
  './parser/schemas': 'src/parser/schemas/index.ts',
  './parser/schemas/alb': 'src/parser/schemas/http/alb.ts',
  './parser/schemas/api-gateway-websocket': 'src/parser/schemas/http/api-gateway-websocket.ts',
  './parser/schemas/api-gateway': 'src/parser/schemas/http/api-gateway.ts',
  './parser/schemas/api-gatewayv2': 'src/parser/schemas/http/api-gatewayv2.ts',
  './parser/schemas/apigw-proxy': 'src/parser/schemas/http/apigw-proxy.ts',
  './parser/schemas/appsync-events': 'src/parser/schemas/services/appsync-events.ts',
  './parser/schemas/appsync-shared': 'src/parser/schemas/services/appsync-shared.ts',
  './parser/schemas/appsync': 'src/parser/schemas/services/appsync.ts',
  './parser/schemas/cloudformation-custom-resource': 'src/parser/schemas/services/cloudformation-custom-resource.ts',
  './parser/schemas/cloudwatch': 'src/parser/schemas/records/cloudwatch.ts',
  './parser/schemas/cognito': 'src/parser/schemas/services/cognito.ts',
  './parser/schemas/connect-outbound-campaigns': 'src/parser/schemas/services/connect-outbound-campaigns.ts',
  './parser/schemas/dynamodb': 'src/parser/schemas/records/dynamodb.ts',
  './parser/schemas/eventbridge': 'src/parser/schemas/records/eventbridge.ts',
  './parser/schemas/kafka': 'src/parser/schemas/records/kafka.ts',
  './parser/schemas/kinesis-firehose': 'src/parser/schemas/records/kinesis-firehose.ts',
  './parser/schemas/kinesis': 'src/parser/schemas/records/kinesis.ts',
  './parser/schemas/lambda': 'src/parser/schemas/http/lambda.ts',
  './parser/schemas/s3': 'src/parser/schemas/records/s3.ts',
  './parser/schemas/ses': 'src/parser/schemas/records/ses.ts',
  './parser/schemas/sns': 'src/parser/schemas/records/sns.ts',
  './parser/schemas/sqs': 'src/parser/schemas/records/sqs.ts',
  './parser/schemas/transfer-family': 'src/parser/schemas/services/transfer-family.ts',
  './parser/schemas/vpc-lattice': 'src/parser/schemas/http/vpc-lattice.ts',
  './parser/schemas/vpc-latticev2': 'src/parser/schemas/http/vpc-latticev2.ts',
  './parser/helpers': 'src/parser/helpers/index.ts',
  './parser/helpers/dynamodb': 'src/parser/helpers/dynamodb.ts',
  './parser/zod': 'src/parser/zod.ts',
  './parser/errors': 'src/parser/errors.ts',
  './parser/types': 'src/parser/types.ts',
  './kafka': 'src/kafka/index.ts',
  './kafka/errors': 'src/kafka/errors.ts',
  './kafka/types': 'src/kafka/types.ts',
  './data-masking': 'src/data-masking/index.ts',
  './data-masking/errors': 'src/data-masking/errors.ts',
  './data-masking/types': 'src/data-masking/types.ts',
  './parameters': 'src/parameters/index.ts',
  './parameters/base': 'src/parameters/base/index.ts',
  './parameters/base/types': 'src/parameters/base/types.ts',
  './parameters/errors': 'src/parameters/errors.ts',
  './parameters/ssm': 'src/parameters/ssm/index.ts',
  './parameters/ssm/light': 'src/parameters/ssm/light.ts',
  './parameters/ssm/types': 'src/parameters/ssm/types.ts',
  './parameters/secrets': 'src/parameters/secrets/index.ts',
  './parameters/secrets/light': 'src/parameters/secrets/light.ts',
  './parameters/secrets/types': 'src/parameters/secrets/types.ts',
  './parameters/appconfig': 'src/parameters/appconfig/index.ts',
  './parameters/appconfig/light': 'src/parameters/appconfig/light.ts',
  './parameters/appconfig/types': 'src/parameters/appconfig/types.ts',
  './parameters/appconfig-agent': 'src/parameters/appconfig-agent/index.ts',
  './parameters/appconfig-agent/types': 'src/parameters/appconfig-agent/types.ts',
  './parameters/dynamodb': 'src/parameters/dynamodb/index.ts',
  './parameters/dynamodb/types': 'src/parameters/dynamodb/types.ts',
  './commons': 'src/commons/index.ts',
  './commons/types': 'src/commons/types.ts',
  './commons/typeutils': 'src/commons/type-utils.ts',
  './commons/utils/base64': 'src/commons/base64.ts',
  './commons/utils/deep-merge': 'src/commons/deep-merge.ts',
  './commons/utils/env': 'src/commons/environment.ts',
  './commons/utils/lru-cache': 'src/commons/lru-cache.ts',
  './commons/utils/metadata': 'src/commons/metadata.ts',
  './commons/utils/unmarshallDynamoDB': 'src/commons/unmarshall-dynamodb.ts',
  './testing': 'src/testing/index.ts',
  './exporters/xray': 'exporters/xray/index.ts',
  './exporters/emf': 'exporters/emf/index.ts',
  './exporters/json': 'exporters/json/index.ts',
  './exporters/otlp': 'exporters/otlp/index.ts',
};

const manifestFile = `${root}package.json`;

export const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));

export const subpaths = Object.keys(entries);

/** The files behind the subpaths, each once. */
export const entryFiles = [...new Set(Object.values(entries))];

/** The first subpath of each of these files, without the other names for it. */
export const distinctSubpaths = entryFiles.map((file) => subpaths.find((subpath) => entries[subpath] === file));

/** The source file behind a subpath. */
export function sourceOf(subpath) {
  const file = entries[subpath];
  if (file === undefined) throw new Error(`There is no subpath "${subpath}" in scripts/entries.mjs`);
  return file;
}

/** What package.json has as `exports`. */
export function exportsField() {
  const conditions = subpaths.map((subpath) => [subpath, conditionsOf(subpath)]);
  return { ...Object.fromEntries(conditions), './package.json': './package.json' };
}

/**
 * What package.json has for who does not read `exports`: TypeScript up to 5 under `moduleResolution: node`, which is its
 * default with CommonJS, of ts-jest and of many a function.
 */
export function legacyFields() {
  const main = built('.', 'cjs', '.js');
  const declarations = subpaths
    .filter((subpath) => subpath !== '.')
    .map((subpath) => [subpath.slice(2), [built(subpath, 'cjs', '.d.ts')]]);
  return { main, types: main.replace(/\.js$/, '.d.ts'), typesVersions: { '*': Object.fromEntries(declarations) } };
}

function conditionsOf(subpath) {
  const loaded = (format) => ({ types: built(subpath, format, '.d.ts'), default: built(subpath, format, '.js') });
  return { module: built(subpath, 'esm', '.js'), import: loaded('esm'), require: loaded('cjs') };
}

function built(subpath, format, extension) {
  return `./dist/${format}/${sourceOf(subpath).replace(/\.ts$/, extension)}`;
}

function writeExports() {
  const generated = new Set(['exports', ...Object.keys(legacyFields())]);
  const fields = Object.entries(manifest)
    .filter(([name]) => !generated.has(name))
    .flatMap(([name, value]) =>
      // Where readers of a manifest look for them.
      name === 'bin'
        ? [[name, value], ...Object.entries(legacyFields()), ['exports', exportsField()]]
        : [[name, value]],
    );
  const written = Object.fromEntries(fields);
  writeFileSync(manifestFile, `${JSON.stringify(written, undefined, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes('--write')) writeExports();
