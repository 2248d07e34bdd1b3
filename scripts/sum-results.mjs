// Prints one line for the results of the tests and of the consumer checks together; exits with 1 unless all passed.
//
//   node scripts/sum-results.mjs <vitest's JSON> <output file of test-consumers.mjs>
import { existsSync, readFileSync } from 'node:fs';

const [tests, consumers] = process.argv.slice(2);

/** What ended without a result has failed. */
const read = (file, countsOf) =>
  existsSync(file) ? countsOf(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 1, skipped: 0 };

const all = [
  read(tests, ({ success, numPassedTests, numFailedTests, numPendingTests }) => ({
    passed: numPassedTests,
    // A test file that could not be loaded has no test that failed.
    failed: numFailedTests || (success ? 0 : 1),
    skipped: numPendingTests,
  })),
  read(consumers, (counts) => counts),
];
const sum = (key) => all.reduce((total, counts) => total + counts[key], 0);

console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exitCode = sum('failed') === 0 && all.every(({ passed }) => passed > 0) ? 0 : 1;
