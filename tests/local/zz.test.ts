import { expect, it } from 'vitest';
import { buildCommand, start, functionsFolder } from './support/runtime.js';
import { symlinkSync, cpSync, mkdirSync } from 'node:fs';
import { temporaryFolder } from './support/runtime.js';
const N24='/tmp/otel-powertools-node-24/node_modules/node/bin/node';
it('probe', { timeout: 200000 }, async () => {
  const bin = await buildCommand();
  const out: any = {};
  const file = (f: string) => f;
  for (const [name, ric, node] of [['ours3', 0, undefined], ['ric3', 3, undefined], ['ours4', 0, N24], ['ric4', 4, N24]] as const) {
    const cwd = temporaryFolder();
    cpSync(`${functionsFolder}/runtimes`, cwd, { recursive: true });
    if (ric) symlinkSync(`/tmp/otel-powertools-ric-${ric}/node_modules`, `${cwd}/node_modules`);
    const functions = ['buffered.handler','buffered.notAFunction','buffered.absent','plain.sync','plain.succeed','plain.withCallback','streaming.handler','streaming.notAsync','missing-esm.handler','missing-cjs.handler','no-syntax.handler','throws.handler'];
    const all: any = {};
    for (const f of functions) {
      const events: any[] = f === 'buffered.handler' ? ['value','nothing','a function','a symbol','a bigint','a circle','a throwing toJSON','reject error','reject object','reject text','reject nothing','reject error-like','reject bare object','never','a timer that never settles','unhandled rejection','uncaught exception','exit','callbacks','callback argument','context','tenant','log text'] : f === 'plain.withCallback' ? ['x','fail','nothing','throw after'] : f==='plain.sync' ? ['x','throw'] : f==='streaming.handler' ? ['body','no body','redirect without body','object','late type','throw first','throw late','never ended','a result'] : ['x'];
      let lambda;
      try {
        lambda = await start(bin, { cwd, functions: [f], timeoutMillis: 1500, ric: ric > 0, ...(node && { node }) });
      } catch (e) { all[f] = String(e); continue; }
      for (const action of events) {
        const r = await lambda.invoke(lambda.functions[0]!.name, { do: action });
        all[`${f} ${action}`] = [r.outcome, r.failure ? `${r.failure.errorType}: ${r.failure.errorMessage}` : r.response.toString('latin1'), ...(action === 'log text' || r.outcome==='exit' ? r.logs.map(l => l.stream + ' ' + l.text) : [])];
      }
      if (f === 'streaming.handler') for (const action of events) {
        const response = await fetch(lambda.url, { method: 'POST', headers: {'content-type':'application/json'}, body: JSON.stringify({ do: action }), redirect: 'manual' });
        all[`http ${action}`] = [response.status, response.headers.get('content-type'), response.headers.get('location'), await response.text().catch((e) => String(e))];
      }
      await lambda.close();
    }
    out[name] = all;
  }
  (await import('node:fs')).writeFileSync('/tmp/strict/out.json', JSON.stringify(out, null, 1));
});
