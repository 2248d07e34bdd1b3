import jmespath from 'jmespath';
import { EmptyExpressionError, IncompleteExpressionError, JMESPathError, LexerError, ParseError } from './errors.js';

type Comparator = 'EQ' | 'NE' | 'LT' | 'LTE' | 'GT' | 'GTE';

/** The syntax tree that the `jmespath` package makes. A child is missing where the package let a syntax error pass. */
export type Node =
  | { readonly type: 'Identity' | 'Current' }
  | { readonly type: 'Field'; readonly name: string }
  | { readonly type: 'Literal'; readonly value: unknown }
  | { readonly type: 'Index'; readonly value: number }
  | { readonly type: 'Slice'; readonly children: readonly (number | null)[] }
  | { readonly type: 'Comparator'; readonly name: Comparator; readonly children: Children }
  | { readonly type: 'Function'; readonly name: string; readonly children: Children }
  | { readonly type: 'MultiSelectHash'; readonly children: readonly KeyValuePair[] }
  | { readonly type: Operator; readonly children: Children };

type Operator =
  | 'Subexpression'
  | 'IndexExpression'
  | 'Pipe'
  | 'OrExpression'
  | 'AndExpression'
  | 'NotExpression'
  | 'Projection'
  | 'ValueProjection'
  | 'FilterProjection'
  | 'Flatten'
  | 'MultiSelectList'
  | 'ExpressionReference';

export type Children = readonly (Node | undefined)[];

interface KeyValuePair {
  readonly name: string;
  readonly value: Node | undefined;
}

interface Token {
  readonly type: string;
  readonly value: unknown;
  readonly start: number;
}

// The package's published types know `search` only.
const parser = jmespath as typeof jmespath & {
  compile(expression: string): Node | undefined;
  tokenize(expression: string): (Token | undefined)[];
};

/** An expression's tree, and the values that its literals stand for: the value of a Literal node is an index into them. */
export interface Parsed {
  readonly root: Node | undefined;
  readonly literals: readonly unknown[];
}

/**
 * Parses an expression. The package has defects that are made good here:
 * - it unescapes only the first quote of a literal and takes an unterminated one: literals are decoded here;
 * - it does not parse `@.name` inside parentheses or an argument list: it is given `(@).name`;
 * - it takes missing and trailing commas, calls of what is no name, `[:::]`, and numbers such as `1-2`: `checkTokens` refuses them.
 */
export function parse(expression: string): Parsed {
  if (typeof expression !== 'string') throw new EmptyExpressionError();
  const lifted = liftLiterals(expression);
  const tokens = tokenize(lifted);
  checkTokens(tokens, lifted);
  try {
    return { root: parser.compile(parenthesizeCurrent(lifted.source, tokens)), literals: lifted.literals };
  } catch (error) {
    throw asParseError(error);
  }
}

/** An expression in which a number stands for each literal. */
interface Lifted {
  readonly source: string;
  readonly literals: readonly unknown[];
  /** The place in the expression of a place in `source`. */
  originalOffset(offset: number): number;
}

// One that is not closed goes on to the end, and is not looked for again behind every quote in it.
const QUOTED = /"(?:[^"\\]|\\.)*("?)|'(?:[^'\\]|\\.)*('?)|`(?:[^`\\]|\\.)*(`?)|\r/gs;

/** What is quoted, the quote that closes it (one of three, if any), and where it is. */
type QuotedMatch = readonly [string, string | undefined, string | undefined, string | undefined, number];

const ENDS_OPERAND = new Set([
  'UnquotedIdentifier',
  'QuotedIdentifier',
  'Number',
  'Literal',
  'Current',
  'Star',
  'Flatten',
  'Rbracket',
  'Rparen',
  'Rbrace',
]);
const BEGINS_OPERAND = new Set([
  'UnquotedIdentifier',
  'QuotedIdentifier',
  'Number',
  'Literal',
  'Current',
  'Not',
  'Expref',
  'Lparen',
]);
const CLOSES = new Set(['Rbracket', 'Rparen', 'Rbrace']);

/** The stack did not hold the expression. */
export function nestedTooDeeply(cause: RangeError): ParseError {
  return new ParseError({ reason: 'the expression is nested too deeply' }, { cause });
}

function liftLiterals(expression: string): Lifted {
  const literals: unknown[] = [];
  const shifts: { readonly from: number; readonly by: number }[] = [];
  const source = expression.replace(QUOTED, (...match: readonly unknown[]) => {
    const [quoted, double, single, backtick, offset] = match as QuotedMatch;
    if (quoted === '\r') return ' ';
    if (!(double || single || backtick)) throw new LexerError(offset, expression.slice(offset));
    if (quoted.startsWith('"')) {
      parseJson(quoted, offset);
      return quoted;
    }
    const body = quoted.slice(1, -1);
    const value = quoted.startsWith("'") ? unescapeQuote(body, "'") : parseJson(unescapeQuote(body, '`'), offset);
    const stand = `\`${literals.push(value) - 1}\``;
    const before = shifts.at(-1)?.by ?? 0;
    shifts.push({ from: offset - before + stand.length, by: before + quoted.length - stand.length });
    return stand;
  });
  return {
    source,
    literals,
    originalOffset: (offset) => offset + (shifts.findLast(({ from }) => from <= offset)?.by ?? 0),
  };
}

function parseJson(text: string, offset: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LexerError(offset, text, { cause });
  }
}

/** Only the quote itself can be escaped; a backslash before anything else is that backslash. */
function unescapeQuote(body: string, quote: string): string {
  return body.replace(/\\(.)/gs, (escaped, character: string) => (character === quote ? quote : escaped));
}

function tokenize({ source, originalOffset }: Lifted): Token[] {
  // What is quoted may hold any character.
  const refuse = (wrong: RegExp, options?: ErrorOptions): never => {
    const offset = source.replace(/"(?:[^"\\]|\\.)*"/gs, (quoted) => '_'.repeat(quoted.length)).search(wrong);
    throw new LexerError(originalOffset(offset), String.fromCodePoint(source.codePointAt(offset) ?? 0), options);
  };
  let tokens: (Token | undefined)[];
  try {
    tokens = parser.tokenize(source);
  } catch (cause) {
    return refuse(/[^\w \t\n.*,:{}[\]()@`<>=!&|-]/, { cause });
  }
  // The package's tokenizer gives no token for a lone "=".
  return tokens.map((token) => token ?? refuse(/(?<![=!<>])=(?!=)/));
}

function checkTokens(tokens: readonly Token[], { source, originalOffset }: Lifted): void {
  let colons = 0;
  tokens.forEach(({ type, value, start }, index) => {
    const previous = tokens[index - 1]?.type ?? '';
    const followsName = tokens[index - 2]?.type === 'UnquotedIdentifier';
    if (type === 'Number' && /^-(?!\d)/.test(source.slice(start))) {
      throw new LexerError(originalOffset(start), 'Unknown token after "-"');
    }
    if (type === 'Colon') colons++;
    else if (type !== 'Number') colons = 0;
    const isCall = type === 'Lparen' && previous === 'UnquotedIdentifier';
    const isWrong =
      colons > 2 ||
      (ENDS_OPERAND.has(previous) && BEGINS_OPERAND.has(type) && !isCall) ||
      (previous === 'Comma' && CLOSES.has(type)) ||
      (previous === 'Lparen' && type === 'Rparen' && !followsName) ||
      (type === 'Number' && !/^-?\d+(?![\d-])/.test(source.slice(start)));
    if (!isWrong) return;
    const reason = `unexpected ${JSON.stringify(source.slice(start, start + 1))}`;
    throw new ParseError({ lexPosition: originalOffset(start), tokenType: type, tokenValue: value, reason });
  });
}

function parenthesizeCurrent(source: string, tokens: readonly Token[]): string {
  return tokens.reduceRight(
    (text, { type, start }) => (type === 'Current' ? `${text.slice(0, start)}(@)${text.slice(start + 1)}` : text),
    source,
  );
}

function asParseError(cause: unknown): JMESPathError {
  if (cause instanceof JMESPathError) return cause;
  // The package reads past its last token (a TypeError) when the expression ends too early.
  const isIncomplete = cause instanceof TypeError || (cause instanceof Error && cause.message.includes('EOF'));
  if (isIncomplete)
    return new IncompleteExpressionError({ reason: 'the expression ends too early', tokenType: 'EOF' }, { cause });
  if (cause instanceof RangeError) return nestedTooDeeply(cause);
  return new ParseError({ reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
}
