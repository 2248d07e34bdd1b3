import { withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';

const logger = new Logger();

/** Does what the event says: the ways in which an invocation can go wrong. */
export const handler = withPowertools(async (event: { readonly do: string }) => {
  logger.info(event.do);
  if (event.do === 'hang') await new Promise(() => setInterval(() => {}, 1000));
  if (event.do === 'throw') throw new RangeError('thrown on purpose');
  if (event.do === 'exit') process.exit(3);
  if (event.do === 'kill') process.kill(process.pid, 'SIGKILL');
  if (event.do === 'uncaught') {
    setTimeout(() => {
      throw new Error('uncaught on purpose');
    });
    await new Promise(() => {});
  }
  return { did: event.do };
});
