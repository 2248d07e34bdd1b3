/** What an SQL statement says about itself without the values in it. */
export interface StatementDescription {
  /** `SELECT`; undefined where the statement begins with no word that is known to be one of SQL. */
  readonly operation: string | undefined;
  /** The only table that the statement names. */
  readonly table: string | undefined;
  /** Operation and first table: `SELECT orders`. */
  readonly summary: string | undefined;
  /** The statement with `?` for every value and without comments, cut at {@link MAX_CHARACTERS}. */
  readonly text: string;
}

/** What is beyond is not looked at. */
const MAX_CHARACTERS = 4_096;

// Texts, quoted names, comments and numbers; what is not closed ends with the statement. Each begins in its own way, so that
// going through a text is linear.
const PARTS =
  /'(?:[^'\\]|\\[\s\S]|'')*'?|"(?:[^"\\]|\\[\s\S]|"")*"?|`[^`]*`?|--[^\n]*|#[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|\b\d[\w.]*/g;

const OPERATIONS =
  /^[\s(]*(SELECT|INSERT|UPDATE|DELETE|REPLACE|MERGE|WITH|CALL|BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|USE|SHOW|EXPLAIN|DESCRIBE|DESC|CREATE|ALTER|DROP|TRUNCATE|RENAME|LOCK|UNLOCK|GRANT|REVOKE|ANALYZE|OPTIMIZE|LOAD|DO|PREPARE|EXECUTE|DEALLOCATE)\b/i;

// A name is a word or in backticks, with the database before it or not; parentheses after it make it a function.
const TABLES =
  /\b(?:FROM|INTO|JOIN|UPDATE|TABLE(?:\s+IF\s+(?:NOT\s+)?EXISTS)?)\s+((?:`[^`]+`|[\w$]+)(?:\.(?:`[^`]+`|[\w$]+))?)(?!\s*\(\s*\))/gi;

// Words that stand where a name could.
const NO_TABLE = /^(?:SELECT|LATERAL|ONLY|LOW_PRIORITY|IGNORE|SET|IF)$/i;

export function describeStatement(statement: string): StatementDescription {
  const text = statement.slice(0, MAX_CHARACTERS).replace(PARTS, withoutValue).trim();
  const operation = OPERATIONS.exec(text)?.[1]?.toUpperCase();
  const tables = operation === undefined ? [] : tablesOf(text);
  const [first] = tables;
  // In `FROM a, b` the second has no word before it, and what a statement nests is not told from what it does.
  const isOnlyOne = tables.length === 1 && !/\bFROM\s+[^()\s]+(?:\s+(?:AS\s+)?[\w`]+)?\s*,/i.test(text);
  return {
    operation,
    table: isOnlyOne ? first : undefined,
    summary: operation === undefined || first === undefined ? operation : `${operation} ${first}`,
    text,
  };
}

function withoutValue(part: string): string {
  if (part.startsWith('`')) return part;
  return part.startsWith('--') || part.startsWith('#') || part.startsWith('/*') ? ' ' : '?';
}

function tablesOf(text: string): string[] {
  const names = [...text.matchAll(TABLES)].map(([, name = '']) => name.replaceAll('`', ''));
  return [...new Set(names.filter((name) => name !== '' && !NO_TABLE.test(name)))];
}
