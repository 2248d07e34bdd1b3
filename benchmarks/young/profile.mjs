// Where the time of young invocations goes, from the processor profiles of several processes.
import { readFileSync } from 'node:fs';

const IDLE = '(idle)';

/**
 * Says which source a line of a bundle comes from. The package's own files carry the name of each source in a comment,
 * which is lost when they are bundled: it is found again by the text of a line, or that of the line before, where the
 * bundler renamed something in it.
 */
export const sourceFinder = (bundle, files) => {
  const sources = new Map();
  for (const file of files) {
    let source = '';
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line.startsWith('// ')) source = line.slice(3);
      else if (line.length > 8) sources.set(line.trim(), sources.has(line.trim()) ? '' : source);
    }
  }
  const places = [];
  let place = '';
  for (const line of readFileSync(bundle, 'utf8').split('\n')) {
    if (line.startsWith('// ')) place = line.slice(3).replace(/^.*node_modules\//, '');
    else place = sources.get(line.trim()) || place;
    places.push(place);
  }
  return (line) => places[line] ?? '';
};

/** The frames of a sample from the outermost on, and its microseconds, for every sample that was not idle. */
const stacks = function* ({ nodes, samples, timeDeltas }, labelOf) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  for (const [index, leaf] of samples.entries()) {
    // A sample stands for the time until the next one.
    const micros = timeDeltas[index + 1] ?? 0;
    const frames = [];
    for (let id = leaf; id !== undefined; id = parents.get(id)) {
      const { callFrame } = byId.get(id);
      if (callFrame.functionName !== '(root)') frames.unshift(labelOf(callFrame));
    }
    if (frames[0] !== IDLE) yield { frames, micros };
  }
};

const labels = (bundle, sourceOf) => (callFrame) => {
  const name = callFrame.functionName || '(anonymous)';
  if (callFrame.url.endsWith(bundle)) {
    return `${name}  ${sourceOf(callFrame.lineNumber)}:${callFrame.lineNumber + 1}`;
  }
  return callFrame.url ? `${name}  ${callFrame.url}` : name;
};

const number = (micros) => micros.toFixed(1).padStart(7);

/** Microseconds an invocation by function, `self` and with what it calls, the largest first. */
const functionTable = (all, invocations, count) => {
  const times = new Map();
  const of = (label) => {
    if (!times.has(label)) times.set(label, { self: 0, inclusive: 0 });
    return times.get(label);
  };
  for (const { frames, micros } of all) {
    of(frames.at(-1)).self += micros / invocations;
    for (const label of new Set(frames)) of(label).inclusive += micros / invocations;
  }
  const lines = [...times]
    .sort(([, a], [, b]) => b.self - a.self)
    .slice(0, count)
    .map(([label, { self, inclusive }]) => `${number(self)} ${number(inclusive)}  ${label}`);
  return ['   self    incl  µs an invocation', ...lines].join('\n');
};

/** The same by the path to it, of all that takes at least `least` microseconds. */
const callTree = (all, invocations, least) => {
  const root = { micros: 0, children: new Map() };
  for (const { frames, micros } of all) {
    let node = root;
    node.micros += micros / invocations;
    for (const label of frames) {
      if (!node.children.has(label)) node.children.set(label, { micros: 0, children: new Map() });
      node = node.children.get(label);
      node.micros += micros / invocations;
    }
  }
  const below = ({ children }, indent) =>
    [...children]
      .filter(([, { micros }]) => micros >= least)
      .sort(([, a], [, b]) => b.micros - a.micros)
      .flatMap(([label, node]) => [`${number(node.micros)}  ${indent}${label}`, ...below(node, `${indent}  `)]);
  return [`${number(root.micros)}  all, µs an invocation`, ...below(root, '')].join('\n');
};

/** Both of them, of the profiles of several processes that ran the same `invocations` each. */
export const summary = (profiles, { bundle, files, invocations, functions, least }) => {
  const labelOf = labels(bundle, sourceFinder(bundle, files));
  const all = profiles.flatMap((profile) => [...stacks(profile, labelOf)]);
  const total = invocations * profiles.length;
  return `${functionTable(all, total, functions)}\n\n${callTree(all, total, least)}`;
};
