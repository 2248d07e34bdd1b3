export {
  type ArgumentType,
  type FunctionSignatureOptions,
  Functions,
  PowertoolsFunctions,
} from './custom-functions.js';
