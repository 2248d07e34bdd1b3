// A list of checks, told as they are made and summed up at the end.

const indented = (text) => text.trim().split('\n').join('\n       ');

/** What happened to each check, by group and title. */
export const createChecks = () => {
  const rows = [];

  return {
    rows,
    /**
     * Runs one check of `group`; `run` gives a list of what is wrong. `remedy` says what to do then.
     * Gives true when nothing was wrong.
     */
    async check({ group, title, remedy, run }) {
      const start = performance.now();
      const problems = await run().catch((error) => [error.stderr || error.stdout || error.message]);
      rows.push({ group, title, remedy, problems });
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${group}: ${title} (${seconds} s)`);
      for (const problem of problems) console.log(`       ${indented(problem)}`);
      return problems.length === 0;
    },
    /** What cannot be tried because something before it failed. */
    skip({ group, title }) {
      rows.push({ group, title, problems: [], skipped: true });
      console.log(`skip ${group}: ${title}`);
    },
  };
};

export const countsOf = (rows) => ({
  passed: rows.filter(({ problems, skipped }) => !skipped && problems.length === 0).length,
  failed: rows.filter(({ problems }) => problems.length > 0).length,
  skipped: rows.filter(({ skipped }) => skipped).length,
});

/** One line for each group, then each failure with what to do. */
export const printSummary = (rows) => {
  const groups = [...new Set(rows.map(({ group }) => group))];
  const width = Math.max(...groups.map(({ length }) => length));
  console.log('');
  for (const group of groups) {
    const own = rows.filter((row) => row.group === group);
    const { passed, failed, skipped } = countsOf(own);
    const others = [failed && `${failed} FAILED`, skipped && `${skipped} skipped`].filter(Boolean);
    console.log(`${group.padEnd(width)}  ${[`${passed} of ${own.length} ok`, ...others].join(', ')}`);
  }
  for (const { group, title, problems, remedy } of rows.filter((row) => row.problems.length > 0)) {
    console.log(`\nFAIL ${group}: ${title}\n       ${indented(problems.join('\n'))}\n  -->  ${indented(remedy)}`);
  }
  const { passed, failed, skipped } = countsOf(rows);
  console.log(`\nConsumers: ${passed} passed, ${failed} failed, ${skipped} skipped`);
};
