/** A request to a function URL: it has the form of API Gateway's payload format 2.0. */
export { APIGatewayProxyEventV2Schema as LambdaFunctionUrlSchema } from './api-gatewayv2.js';
