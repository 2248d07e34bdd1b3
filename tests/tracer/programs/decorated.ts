// Compiled under both dialects of decorators, and type-checked under both.
import { Tracer } from 'otel-powertools/tracer';
import { report } from './report.js';

const tracer = new Tracer({ serviceName: 'orders', captureHTTPsRequests: false });
const SYMBOL = Symbol('by symbol');

class Orders {
  readonly #prefix = 'o-';

  @tracer.captureMethod()
  idOf(number: number): string {
    return `${this.#prefix}${number}`;
  }

  @tracer.captureMethod({ subSegmentName: 'totals' })
  *totals(...prices: number[]): Generator<number, string> {
    for (const price of prices) yield price * 2;
    return 'done';
  }

  @tracer.captureMethod({ captureResponse: false })
  async first<Item>(items: readonly Item[]): Promise<Item | undefined> {
    return items[0];
  }

  @tracer.captureMethod()
  static version(): number {
    return 1;
  }

  @tracer.captureMethod()
  [SYMBOL](): boolean {
    return true;
  }

  @tracer.captureLambdaHandler()
  async handler(event: { numbers: number[] }, _context: { awsRequestId: string }): Promise<string[]> {
    const ids: string[] = event.numbers.map((number) => this.idOf(number));
    const totals: number[] = [...this.totals(...event.numbers)];
    const first: number | undefined = await this.first(event.numbers);
    return [...ids, ...totals.map(String), String(first), String(Orders.version()), String(this[SYMBOL]())];
  }
}

const orders = new Orders();
const handler = orders.handler.bind(orders);
report({ answer: await handler({ numbers: [1, 2] }, { awsRequestId: 'request-1' }), name: orders.idOf.name });
