/** How Lambda began the process, or `unknown` outside of Lambda. */
type InitializationType = 'on-demand' | 'provisioned-concurrency' | 'unknown';

/** A base class for utilities of your own that have to know whether an invocation is the first of its process. */
export class Utility {
  /** Whether nobody has asked `getColdStart` yet, in a process that Lambda began on demand. */
  protected coldStart: boolean;
  /** What a service is called that has no name. */
  protected readonly defaultServiceName: string = 'service_undefined';

  constructor() {
    this.coldStart = this.getInitializationType() === 'on-demand';
  }

  /** How Lambda began the process (`AWS_LAMBDA_INITIALIZATION_TYPE`). */
  protected getInitializationType(): InitializationType {
    const type = process.env.AWS_LAMBDA_INITIALIZATION_TYPE?.trim();
    return type === 'on-demand' || type === 'provisioned-concurrency' ? type : 'unknown';
  }

  /** Whether this is the first invocation: true when it is asked for the first time in a process that began on demand. */
  protected getColdStart(): boolean {
    const isCold = this.coldStart;
    this.coldStart = false;
    return isCold;
  }

  /** Whether a service can be called so. */
  protected isValidServiceName(serviceName?: string): boolean {
    return typeof serviceName === 'string' && serviceName.trim() !== '';
  }
}
