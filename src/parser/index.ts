export { parser } from './decorator.js';
export { ParseError } from './errors.js';
export { parse } from './parse.js';
export { withParser } from './with-parser.js';
