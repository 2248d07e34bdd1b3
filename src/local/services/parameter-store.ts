import { ACCOUNT_ID } from '../functions/function-definition.js';
import type { Values } from '../is-record.js';
import { ServiceError } from './service-error.js';

/** A parameter of SSM, as its template gives it. */
export interface StoredParameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

interface Kept extends StoredParameter {
  readonly version: number;
}

const LARGEST_REQUEST = 10;

/** The Parameter Store in memory: what the template has, and what functions write. */
export class ParameterStore {
  readonly #region: string;
  readonly #parameters: Map<string, Kept>;

  constructor(parameters: readonly StoredParameter[], region: string) {
    this.#region = region;
    this.#parameters = new Map(parameters.map((parameter) => [parameter.name, { ...parameter, version: 1 }]));
  }

  /** @throws ServiceError for what SSM refuses, and for what is not done here */
  answer(action: string, input: Values): Values {
    switch (action) {
      case 'GetParameter':
        return { Parameter: this.#describe(this.#named(String(input.Name))) };
      case 'GetParameters':
        return this.#several(input);
      case 'GetParametersByPath':
        return { Parameters: this.#below(input).map((parameter) => this.#describe(parameter)) };
      case 'PutParameter':
        return this.#put(input);
      default:
        throw new ServiceError('UnknownOperationException', `The Parameter Store in memory does not do ${action}.`);
    }
  }

  #several({ Names: names }: Values): Values {
    const wanted = Array.isArray(names) ? names.map(String) : [];
    if (wanted.length === 0 || wanted.length > LARGEST_REQUEST) {
      throw new ServiceError('ValidationException', `Names has from 1 to ${LARGEST_REQUEST} members.`);
    }
    const found = wanted.flatMap((name) => this.#parameters.get(name) ?? []);
    return {
      Parameters: found.map((parameter) => this.#describe(parameter)),
      InvalidParameters: wanted.filter((name) => !this.#parameters.has(name)),
    };
  }

  /** All of them in one page: a template has few. */
  #below({ Path: path, Recursive: recursive }: Values): Kept[] {
    const prefix = String(path).replace(/\/?$/, '/');
    return [...this.#parameters.values()].filter(
      ({ name }) => name.startsWith(prefix) && (recursive === true || !name.slice(prefix.length).includes('/')),
    );
  }

  #put({ Name: given, Value: value, Type: type, Overwrite: overwrite }: Values): Values {
    const name = String(given);
    const before = this.#parameters.get(name);
    if (before && overwrite !== true) {
      throw new ServiceError('ParameterAlreadyExists', `The parameter "${name}" already exists: set Overwrite.`);
    }
    const version = (before?.version ?? 0) + 1;
    this.#parameters.set(name, { name, type: String(type ?? before?.type ?? 'String'), value: String(value), version });
    return { Version: version, Tier: 'Standard' };
  }

  #named(name: string): Kept {
    const found = this.#parameters.get(name);
    if (found) return found;
    const known = [...this.#parameters.keys()].join(', ');
    throw new ServiceError('ParameterNotFound', `There is no parameter "${name}" in the template, only: ${known}.`);
  }

  #describe({ name, type, value, version }: Kept): Values {
    const path = name.replace(/^\//, '');
    return {
      ...{ Name: name, Type: type, Value: value, Version: version, DataType: 'text' },
      ARN: `arn:aws:ssm:${this.#region}:${ACCOUNT_ID}:parameter/${path}`,
    };
  }
}
