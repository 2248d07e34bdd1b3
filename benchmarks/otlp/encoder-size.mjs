// How large the encoders are in a bundle, ours beside @opentelemetry/otlp-transformer: one minified ES module each that can
// encode all three signals in the encodings that are named, and nothing else.
//
//   node benchmarks/otlp/encoder-size.mjs
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root, table } from '../support.mjs';

const ours = (writers) => `
  export * from './exporters/otlp/encode/write-request.js';
  ${writers.map((writer) => `export * from './exporters/otlp/encode/${writer}-writer.js';`).join('\n')}`;

const theirs = (encodings) => `
  export {
    ${encodings.flatMap((encoding) => ['Trace', 'Metrics', 'Logs'].map((signal) => `${encoding}${signal}Serializer`)).join()}
  } from '@opentelemetry/otlp-transformer';`;

/** As the package is built: the SDK's enums from its ES modules, the API outside. */
const sizeOf = async (contents) => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    external: ['@opentelemetry/api'],
    write: false,
  });
  const [{ contents: bytes }] = outputFiles;
  return [bytes.length, gzipSync(bytes).length].map((size) => size.toLocaleString('en'));
};

const rows = [
  ['ours, protobuf', ours(['protobuf'])],
  ['otlp-transformer, protobuf', theirs(['Protobuf'])],
  ['ours, protobuf and JSON', ours(['protobuf', 'json'])],
  ['otlp-transformer, protobuf and JSON', theirs(['Protobuf', 'Json'])],
];
const measured = [];
for (const [name, source] of rows) measured.push([name, ...(await sizeOf(source))]);
console.log(table(['encoders of all three signals', 'bytes minified', 'gzipped'], measured));
