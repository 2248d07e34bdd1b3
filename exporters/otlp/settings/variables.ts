/** The environment of a process, as far as it is read. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Says what is not as it was asked for. */
export type Warn = (message: string) => void;

/** A variable that is set. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  /** Whether it is for all signals. */
  readonly isGeneral: boolean;
}

/** The variables of a setting that are set, that of the signal before the general one. A blank one counts as not set. */
export function variablesOf(env: Environment, signal: string, setting: string): Variable[] {
  return [`${signal.toUpperCase()}_${setting}`, setting].flatMap((ending) => {
    const name = `OTEL_EXPORTER_OTLP_${ending}`;
    const value = env[name]?.trim();
    return value ? [{ name, value, isGeneral: ending === setting }] : [];
  });
}
