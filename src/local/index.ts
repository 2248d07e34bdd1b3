export { LocalLambdaError } from './errors.js';
export type { FunctionDefinition } from './functions/function-definition.js';
export type { Route } from './http/routes.js';
export { type LocalLambda, type LocalLambdaOptions, startLocalLambda } from './local-lambda.js';
export type { EmfDocument, FunctionFailure, InvocationReport, LogLine, Outcome } from './report.js';
export { joinTraces, type TracedInvocation } from './view/joined-trace.js';
export { renderReport } from './view/render-report.js';
export type { Rejection, SegmentDocument } from './xray/segment-document.js';
