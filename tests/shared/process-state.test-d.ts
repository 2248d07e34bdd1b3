import { describe, expectTypeOf, it } from 'vitest';
import { readFlag, readNumber, readText } from '../../src/settings/read.js';
import { once, peek, reset } from '../../src/shared/process-state.js';
import type { Settings } from '../../src/telemetry/settings/settings.js';

import '../../src/telemetry/settings/held-settings.js';

describe('the state of the process', () => {
  it('knows the type of each key', () => {
    expectTypeOf(peek('settings')?.resolved).toEqualTypeOf<Settings | undefined>();
  });

  it('takes no key that no room has, and no value of another type', () => {
    // @ts-expect-error -- a typo
    peek('setings');
    // @ts-expect-error -- a typo
    reset('setings');
    // @ts-expect-error -- no value of this key
    once('settings', () => 'options');
  });
});

describe('the readers of variables', () => {
  it('take names of the table, each of its kind', () => {
    expectTypeOf(readFlag({}, 'POWERTOOLS_DEV')).toEqualTypeOf<boolean | undefined>();
    // @ts-expect-error -- a typo
    readText({}, 'POWERTOOLS_SERVICE_NAM');
    // @ts-expect-error -- a text
    readFlag({}, 'POWERTOOLS_SERVICE_NAME');
    // @ts-expect-error -- a switch, which is on unless it is false
    readFlag({}, 'POWERTOOLS_TRACE_ENABLED');
    // @ts-expect-error -- a list
    readNumber({}, ['OTEL_PROPAGATORS']);
  });
});
