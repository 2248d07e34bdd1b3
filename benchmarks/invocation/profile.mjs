/** Where the time of a processor profile goes: self time by function, as a share of all that was not idle. */
export const selfTimes = ({ nodes, samples, timeDeltas }, count) => {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const { functionName, url, lineNumber } = frames.get(id);
    if (functionName === '(idle)') continue;
    const place = url ? ` ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}` : '';
    const name = `${functionName || '(anonymous)'}${place}`;
    const micros = timeDeltas[index] ?? 0;
    total += micros;
    times.set(name, (times.get(name) ?? 0) + micros);
  }
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, micros]) => `${((100 * micros) / total).toFixed(1).padStart(5)} %  ${name}`)
    .join('\n');
};
