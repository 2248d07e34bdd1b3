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
export const parse = (expression: string): Parsed => {
  if (typeof expression !== 'string') throw new EmptyExpressionError();
  const { source, literals } = liftLiterals(expression);
  const tokens = tokenize(source);
  checkTokens(tokens, source);
  try {
    return { root: parser.compile(parenthesizeCurrent(source, tokens)), literals };
  } catch (error) {
    throw asParseError(error);
  }
};

/** Each alternative begins with another character, so that matching is linear in the length of the expression. */
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|["'`]|\r/gs;

const liftLiterals = (expression: string): { source: string; literals: unknown[] } => {
  const literals: unknown[] = [];
  const source = expression.replace(QUOTED, (quoted, offset: number) => {
    if (quoted === '\r') return ' ';
    if (quoted.length === 1) throw new LexerError(offset, quoted, 'opens a quote that is not closed');
    if (quoted.startsWith('"')) {
      parseJson(quoted, offset, 'is not a valid quoted identifier');
      return quoted;
    }
    const body = quoted.slice(1, -1);
    const value = quoted.startsWith("'")
      ? unescapeQuote(body, "'")
      : parseJson(unescapeQuote(body, '`'), offset, 'is not JSON');
    return `\`${literals.push(value) - 1}\``;
  });
  return { source, literals };
};

const parseJson = (text: string, offset: number, reason: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LexerError(offset, text, reason, { cause });
  }
};

/** Only the quote itself can be escaped; a backslash before anything else is that backslash. */
const unescapeQuote = (body: string, quote: string): string =>
  body.replace(/\\(.)/gs, (escaped, character: string) => (character === quote ? quote : escaped));

const tokenize = (source: string): Token[] => {
  let tokens: (Token | undefined)[];
  try {
    tokens = parser.tokenize(source);
  } catch (cause) {
    const offset = source.search(/[^\w\s.*,:{}[\]()@"`<>=!&|-]/u);
    throw new LexerError(offset, source.slice(offset, offset + 1), undefined, { cause });
  }
  return tokens.map((token) => {
    // The package's tokenizer gives no token for a lone "=".
    if (token === undefined) throw new LexerError(source.search(/(?<![=!<>])=(?!=)/), '=', 'is no operator; use "=="');
    return token;
  });
};

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

const checkTokens = (tokens: readonly Token[], source: string): void => {
  let colons = 0;
  tokens.forEach((token, index) => {
    if (token.type === 'Colon') colons++;
    else if (token.type !== 'Number') colons = 0;
    if (colons > 2) throw unexpected(token, source);
    const previous = tokens[index - 1];
    const follows = previous?.type ?? '';
    const isCall = token.type === 'Lparen' && follows === 'UnquotedIdentifier';
    if (ENDS_OPERAND.has(follows) && BEGINS_OPERAND.has(token.type) && !isCall) throw unexpected(token, source);
    if (follows === 'Comma' && CLOSES.has(token.type)) throw unexpected(token, source);
    const isEmptyCall = tokens[index - 2]?.type === 'UnquotedIdentifier';
    if (follows === 'Lparen' && token.type === 'Rparen' && !isEmptyCall) throw unexpected(token, source);
    if (token.type === 'Number' && !/^-?\d+(?![\d-])/.test(source.slice(token.start))) throw unexpected(token, source);
  });
};

const unexpected = (token: Token, source: string): ParseError =>
  new ParseError({
    lexPosition: token.start,
    tokenType: token.type,
    tokenValue: token.value,
    reason: `unexpected ${JSON.stringify(source.slice(token.start, token.start + 1))}`,
  });

const parenthesizeCurrent = (source: string, tokens: readonly Token[]): string =>
  tokens.reduceRight(
    (text, { type, start }) => (type === 'Current' ? `${text.slice(0, start)}(@)${text.slice(start + 1)}` : text),
    source,
  );

const asParseError = (cause: unknown): JMESPathError => {
  if (cause instanceof JMESPathError) return cause;
  // The package reads past its last token (a TypeError) when the expression ends too early.
  const isIncomplete = cause instanceof TypeError || (cause instanceof Error && cause.message.includes('EOF'));
  if (isIncomplete)
    return new IncompleteExpressionError({ reason: 'the expression ends too early', tokenType: 'EOF' }, { cause });
  if (cause instanceof RangeError) return nestedTooDeeply(cause);
  return new ParseError({ reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
};

/** The stack did not hold the expression. */
export const nestedTooDeeply = (cause: RangeError): ParseError =>
  new ParseError({ reason: 'the expression is nested too deeply' }, { cause });
