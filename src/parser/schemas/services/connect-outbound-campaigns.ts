import { arrayOf } from '../../shape/containers.js';
import { object } from '../../shape/object.js';
import { string } from '../../shape/scalars.js';

export const ConnectOutboundCampaignsCustomerProfileSchema = object({
  ProfileId: string,
  CustomerData: string,
  IdempotencyToken: string,
});

/** Customers whom a campaign of Amazon Connect wants reached. */
export const ConnectOutboundCampaignsSchema = object({
  InvocationMetadata: object({
    CampaignContext: object({ CampaignId: string, RunId: string, ActionId: string, CampaignName: string }),
  }),
  Items: object({ CustomerProfiles: arrayOf(ConnectOutboundCampaignsCustomerProfileSchema) }),
});
