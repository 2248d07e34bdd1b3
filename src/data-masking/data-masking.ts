import { diag } from '@opentelemetry/api';
import { endsInNothing, type Field, fieldsOf, parseFieldExpression } from '../shared/field-expression.js';
import {
  DataMaskingEncryptionError,
  DataMaskingFieldNotFoundError,
  DataMaskingUnsupportedTypeError,
} from './errors.js';
import { DEFAULT_MASK_VALUE, isRule, mask, maskLeaves } from './mask.js';
import type { DataMaskingConstructorOptions, EraseOptions, MaskedPayload, MaskingRule } from './types.js';

/**
 * Masks personal data before it is logged or handed on. The data itself is never changed: what is given is a copy.
 *
 * @example
 * ```ts
 * const dataMasking = new DataMasking();
 * logger.info('order', { order: dataMasking.erase(order, { fields: ['customer.email', 'payments[*].card'] }) });
 * ```
 */
export class DataMasking {
  readonly #throwOnMissingField: boolean;

  constructor({ throwOnMissingField = true }: DataMaskingConstructorOptions = {}) {
    this.#throwOnMissingField = throwOnMissingField;
  }

  /**
   * A copy of the data with fields masked; without options the mask alone. `null` and `undefined` stay what they are,
   * but where `fields` names a `null` that has no rule.
   *
   * @throws {DataMaskingFieldNotFoundError} an expression in `fields` names no field, unless `throwOnMissingField` is false.
   * @throws {DataMaskingUnsupportedTypeError} the data cannot be copied.
   */
  erase<TData>(data: TData): MaskedPayload<TData>;
  erase<TData>(data: TData, options: EraseOptions): TData;
  erase(data: unknown, options: EraseOptions = {}): unknown {
    if (data === null || data === undefined) return data;
    const { fields, maskingRules } = options;
    if (fields === undefined && maskingRules === undefined) return eraseAll(data, options);
    const copy = copyOf(data);
    // All of them before any is masked: an expression may lead through what another one masks.
    const byRules = Object.entries(maskingRules ?? {}).flatMap(([expression, rule]) =>
      this.#find(expression, copy, false).map((field) => ({ field, rule })),
    );
    const byFields = (fields ?? []).flatMap((expression) => this.#find(expression, copy, true));
    for (const field of byFields) put(field, isRule(options) ? maskPresent(field.value, options) : DEFAULT_MASK_VALUE);
    // The later one stays: rules come before `fields`, and of rules the first.
    for (const { field, rule } of byRules.toReversed()) put(field, maskPresent(field.value, rule));
    return copy;
  }

  /** @throws {DataMaskingEncryptionError} always, as a rejection: this version has no encryption. */
  async encrypt(): Promise<never> {
    throw new DataMaskingEncryptionError(NO_ENCRYPTION);
  }

  /** @throws {DataMaskingEncryptionError} always, as a rejection: this version has no encryption. */
  async decrypt(): Promise<never> {
    throw new DataMaskingEncryptionError(NO_ENCRYPTION);
  }

  #find(text: string, data: unknown, isWanted: boolean): Field[] {
    const expression = parseFieldExpression(text);
    const found = fieldsOf(expression, data).filter(({ value }) => value !== undefined);
    if (found.length > 0 || !isWanted || endsInNothing(expression, data)) return found;
    const message = `Field not found: '${text}'`;
    if (this.#throwOnMissingField) throw new DataMaskingFieldNotFoundError(message);
    diag.warn(`otel-powertools data masking: ${message}`);
    return found;
  }
}

const NO_ENCRYPTION =
  'otel-powertools/data-masking erases; it does not encrypt or decrypt yet. Use the AWS Encryption SDK (@aws-crypto/client-node) for that.';

function eraseAll(data: unknown, rule: MaskingRule): unknown {
  if (isRule(rule)) return maskLeaves(copyOf(data), rule);
  return Array.isArray(data) ? data.map(() => DEFAULT_MASK_VALUE) : DEFAULT_MASK_VALUE;
}

function maskPresent(value: unknown, rule: MaskingRule): unknown {
  return value === null ? null : mask(value, rule);
}

/** It defines the member, so that one named `__proto__` is data like any other. */
function put({ holder, key }: Field, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

function copyOf<TData>(data: TData): TData {
  try {
    return structuredClone(data);
  } catch (cause) {
    throw new DataMaskingUnsupportedTypeError('Data contains unsupported types for cloning', { cause });
  }
}
