import { readFile } from 'node:fs/promises';

const BEFORE_INTERPRETER = /^\(function\(exports\) \{\n(.*)^ {2}function TreeInterpreter\(/ms;
const ENTRY_POINTS = /^ {2}function compile\(.*(?=^ {2}function search\()/ms;

/**
 * Of the jmespath package only the parser is used: src/jmespath evaluates. Its interpreter and its functions, half of its
 * one file, stay out.
 */
export function jmespathParser(hits) {
  const found = hits.expect('jmespath-parser: parser of jmespath.js');
  return {
    name: 'jmespath-parser',
    setup(build) {
      build.onLoad({ filter: /[\\/]node_modules[\\/]jmespath[\\/]jmespath\.js$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const parser = BEFORE_INTERPRETER.exec(source)?.[1];
        const entryPoints = ENTRY_POINTS.exec(source)?.[0];
        if (!parser || !entryPoints) return undefined;
        found();
        return { contents: `${parser}${entryPoints}export default { compile, tokenize };\n` };
      });
    },
  };
}
