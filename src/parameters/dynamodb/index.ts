export { DynamoDBProvider, type DynamoDBProviderOptions } from './provider.js';
