import {
  Functions,
  JMESPathTypeError,
  PowertoolsFunctions,
  search,
  UnknownFunctionError,
} from 'otel-powertools/jmespath';
import { describe, expect, it } from 'vitest';
import { compileClass, dialects } from '../support/decorators.js';

const body = `
  rate = 19;
  @Base.signature({ argumentsSpecs: [['number'], ['number', 'string']] })
  funcAddTax(price, note) { return price + this.rate + '/' + note; }
  @Base.signature({ argumentsSpecs: [['string']], variadic: true })
  funcJoined(...parts) { return parts.join('-'); }
  @Base.signature({ argumentsSpecs: [['array'], ['expression']] })
  funcFirstBy(items, key) { return items.find((item) => key.visit(item)); }
  @Base.signature({ argumentsSpecs: [['string']] })
  funcLength(text) { return 'my length of ' + text; }
  @Base.signature({ argumentsSpecs: [] })
  funcFails() { throw new RangeError('mine'); }
  funcAll(args) { return args.length; }
`;

describe.each(dialects)('functions of the user, declared with decorators of the %s kind', (dialect) => {
  const customFunctions = new (compileClass<Functions>(dialect, body, { Base: Functions }))();

  it.each([
    ['add_tax(price, `"net"`)', '119/net'],
    ['add_tax(price, price)', '119/100'],
    ["joined('a', 'b', 'c')", 'a-b-c'],
    ['first_by(items, &ready).id', 2],
    ["length('abc')", 'my length of abc'],
    ['all(price, items)', 2],
    ['abs(`-1`)', 1],
    ["powertools_json('1')", 1],
  ])('are called in %s', (expression, result) => {
    const data = { price: 100, items: [{ id: 1 }, { id: 2, ready: true }] };
    expect(search(expression, data, { customFunctions })).toBe(result);
  });

  it('are given arguments of the declared types only', () => {
    expect(() => search('add_tax(name, price)', { name: 'a' }, { customFunctions })).toThrow(JMESPathTypeError);
    expect(() => search('add_tax(price, flag)', { price: 1, flag: true }, { customFunctions })).toThrow(
      JMESPathTypeError,
    );
  });

  it('throw what they throw', () => {
    expect(() => search('fails()', {}, { customFunctions })).toThrow(RangeError);
  });

  it('are not known without being passed', () => {
    expect(() => search('add_tax(@, @)', 1)).toThrow(UnknownFunctionError);
    expect(() => search('add_tax(@, @)', 1, { customFunctions: new PowertoolsFunctions() })).toThrow(
      UnknownFunctionError,
    );
  });
});

describe('functions that a subclass inherits', () => {
  it('are there as well', () => {
    class First extends Functions {
      funcFirst(): string {
        return 'first';
      }
    }
    class Second extends First {
      funcSecond(): string {
        return 'second';
      }
    }
    expect(search('[first(), second()]', {}, { customFunctions: new Second() })).toEqual(['first', 'second']);
    expect(new Second().introspectMethods()).toEqual(new Set(['funcSecond', 'funcFirst']));
  });
});
