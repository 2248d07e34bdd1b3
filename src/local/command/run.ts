import { startLocalLambda } from '../local-lambda.js';
import { renderReport } from '../view/render-report.js';

export const run = async (args: readonly string[], runtimeFolder: string): Promise<number> => {
  const lambda = await startLocalLambda({
    functions: args.slice(1),
    port: 3000,
    runtimeFolder,
    onReport: (report) => process.stdout.write(renderReport(report, { color: false, width: 80 })),
  });
  process.stdout.write(`${lambda.url}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  await lambda.close();
  return 0;
};
