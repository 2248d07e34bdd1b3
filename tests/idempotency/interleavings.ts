import { setImmediate } from 'node:timers/promises';

/** Lets whoever asks for a step wait until the schedule gives it one. */
export interface Steps {
  /** Waits for a turn; with several names, the schedule also chooses which of them happens. */
  take<Name extends string>(...names: [Name, ...Name[]]): Promise<Name>;
}

interface Pending {
  readonly names: readonly string[];
  readonly resume: (name: string) => void;
}

interface Choice {
  readonly taken: number;
  readonly of: number;
}

/**
 * Runs `scenario` once for each order in which its steps can happen. A step runs until the next one is asked for; where
 * several are asked for, each order is tried.
 *
 * @param isQuiet - Whether nothing is under way that goes on without a step, such as a request to a server.
 */
export const exploreInterleavings = async (
  scenario: (steps: Steps) => Promise<unknown>,
  isQuiet = () => true,
): Promise<number> => {
  let prefix: readonly number[] = [];
  for (let schedules = 1; ; schedules++) {
    const choices = await runSchedule(scenario, prefix, isQuiet);
    const last = choices.findLastIndex(({ taken, of }) => taken + 1 < of);
    if (last === -1) return schedules;
    prefix = choices.slice(0, last + 1).map(({ taken }, index) => (index === last ? taken + 1 : taken));
  }
};

const runSchedule = async (
  scenario: (steps: Steps) => Promise<unknown>,
  prefix: readonly number[],
  isQuiet: () => boolean,
): Promise<readonly Choice[]> => {
  const pending: Pending[] = [];
  const choices: Choice[] = [];
  let isOver = false;
  const over = scenario({
    // The schedule resumes with one of the names that were given.
    take: <Name extends string>(...names: Name[]) =>
      new Promise<Name>((resolve) => pending.push({ names, resume: (name) => resolve(name as Name) })),
  }).finally(() => {
    isOver = true;
  });
  for (;;) {
    // Everything that can go on without a step has gone on by then.
    do await setImmediate();
    while (!isQuiet());
    if (isOver) break;
    const options = pending.flatMap((waiting) => waiting.names.map((name) => ({ waiting, name })));
    const taken = prefix[choices.length] ?? 0;
    const chosen = options[taken];
    if (!chosen) throw new Error(`No step ${taken} among ${options.map(({ name }) => name).join(', ')}`);
    choices.push({ taken, of: options.length });
    pending.splice(pending.indexOf(chosen.waiting), 1);
    chosen.waiting.resume(chosen.name);
  }
  await over;
  return choices;
};
