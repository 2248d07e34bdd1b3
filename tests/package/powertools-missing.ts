const RESOLVER = 'of the AppSync and Bedrock resolvers, which are not here yet';
const INTERNAL = "of Powertools' own making: its documentation does not name it";

/** Entries of Powertools that are not here, and why. */
export const missingEntries: Readonly<Record<string, string>> = {
  'commons/utils/invocation-scoped': INTERNAL,
  'event-handler/appsync-events': RESOLVER,
  'event-handler/appsync-graphql': RESOLVER,
  'event-handler/bedrock-agent': RESOLVER,
  'parser/envelopes/envelope': INTERNAL,
};

/** Names of entries that are here, which are not, and why. */
export const missingNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'event-handler/types': {
    AppSyncEventsEvent: RESOLVER,
    AppSyncEventsPublishEvent: RESOLVER,
    AppSyncEventsSubscribeEvent: RESOLVER,
    BatchResolverHandler: RESOLVER,
    BedrockAgentFunctionEvent: RESOLVER,
    BedrockAgentFunctionResponse: RESOLVER,
    GraphQlRouteOptions: RESOLVER,
    GraphQlRouterOptions: RESOLVER,
    OnPublishAggregateOutput: RESOLVER,
    OnPublishAggregatePayload: RESOLVER,
    OnPublishEventPayload: RESOLVER,
    OnPublishOutput: RESOLVER,
    Parameter: RESOLVER,
    ResolverHandler: RESOLVER,
    ResolverOptions: RESOLVER,
    ResponseState: RESOLVER,
    RouteHandlerOptions: RESOLVER,
    RouterOptions: RESOLVER,
  },
  'parameters/ssm/types': {
    SSMGetParametersByNameFromCacheOutputType: INTERNAL,
    SSMGetParametersByNameOutputInterface: INTERNAL,
    SSMSplitBatchAndDecryptParametersOutputType: INTERNAL,
  },
};
