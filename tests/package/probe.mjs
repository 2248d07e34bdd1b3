// Loads one file in a process of its own and reports on stdout, as JSON, what that alone has done.
//
//   node tests/package/probe.mjs <import|require> <file>
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [how, file] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const load = (path) => (how === 'require' ? require(path) : import(pathToFileURL(path).href));

const environment = process.env;
const readVariables = new Set();
const recording =
  (method) =>
  (target, key, ...rest) => {
    readVariables.add(String(key));
    return Reflect[method](target, key, ...rest);
  };
Object.defineProperty(process, 'env', {
  value: new Proxy(environment, {
    get: recording('get'),
    has: recording('has'),
    ownKeys: (target) => {
      readVariables.add('(all)');
      return Reflect.ownKeys(target);
    },
  }),
});

const snapshot = () => ({
  builtins: process.moduleLoadList
    .filter((entry) => entry.startsWith('NativeModule ') && !entry.includes('internal/'))
    .map((entry) => `node:${entry.slice('NativeModule '.length)}`),
  listeners: process.eventNames().flatMap((name) => process.listeners(name).map(() => String(name))),
  resources: process.getActiveResourcesInfo(),
  globals: Reflect.ownKeys(globalThis).map(String),
});

const without = (all, some) => {
  const left = [...some];
  return all.filter((entry) => {
    const index = left.indexOf(entry);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
};

/** The ES module loader closes its files a little later. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 10));

// What the loaders read and what a user's project brings is none of the file's doing.
await load(new URL(`probe-fixtures/empty.${how === 'require' ? 'cjs' : 'mjs'}`, import.meta.url).pathname);
const readByLoaders = new Set(readVariables);
await (how === 'require' ? require('@opentelemetry/api') : import('@opentelemetry/api'));
await settle();

const before = snapshot();
readVariables.clear();
const names = Object.keys(await load(file));
await settle();
const environmentReads = [...readVariables].filter((name) => !readByLoaders.has(name));
const after = snapshot();

process.stdout.write(
  JSON.stringify({
    names: names.filter((name) => name !== '__esModule' && name !== 'default').sort(),
    environmentReads,
    builtins: without(after.builtins, before.builtins),
    listeners: without(after.listeners, before.listeners),
    resources: without(after.resources, before.resources),
    globals: without(after.globals, before.globals),
    files: Object.keys(require.cache),
  }),
  () => process.exit(0),
);
