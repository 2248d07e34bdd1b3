/** The levels and their thresholds; a record is written when its threshold is at least the one in force. */
export const LogLevelThreshold = {
  TRACE: 6,
  DEBUG: 8,
  INFO: 12,
  WARN: 16,
  ERROR: 20,
  CRITICAL: 24,
  SILENT: 28,
} as const;

export type LevelName = keyof typeof LogLevelThreshold;

export const LogLevel = {
  TRACE: 'TRACE',
  DEBUG: 'DEBUG',
  INFO: 'INFO',
  WARN: 'WARN',
  ERROR: 'ERROR',
  SILENT: 'SILENT',
  CRITICAL: 'CRITICAL',
} as const satisfies Record<LevelName, LevelName>;

/** The name of a level, in upper or in lower case. */
export type LogLevel = LevelName | Lowercase<LevelName>;

const NAMES = Object.keys(LogLevelThreshold) as LevelName[];

/** The level that a name in any case, or a threshold, stands for. `FATAL` is what Lambda calls `CRITICAL`. */
export function parseLevel(value: unknown): LevelName | undefined {
  if (typeof value === 'number') return NAMES.find((name) => LogLevelThreshold[name] === value);
  if (typeof value !== 'string') return undefined;
  const name = value.trim().toUpperCase();
  return name === 'FATAL' ? 'CRITICAL' : NAMES.find((known) => known === name);
}

/** OpenTelemetry's severity number: 1 for TRACE, 5 for DEBUG, and so on. */
export function severityOf(level: LevelName): number {
  return NAMES.indexOf(level) * 4 + 1;
}
