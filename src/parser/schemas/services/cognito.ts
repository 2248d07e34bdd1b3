import { arrayOf, nonEmptyArrayOf, nullable, nullish, optional, recordOf } from '../../shape/containers.js';
import { extend, object } from '../../shape/object.js';
import { boolean, literal, string } from '../../shape/scalars.js';

const Texts = recordOf(string);

/** What all triggers of a Cognito user pool have. */
export const CognitoTriggerBaseSchema = object({
  version: string,
  triggerSource: string,
  region: string,
  userPoolId: string,
  userName: optional(string),
  callerContext: object({ awsSdkVersion: string, clientId: string }),
});

export const PreSignupTriggerSchema = extend(CognitoTriggerBaseSchema, {
  triggerSource: literal('PreSignUp_SignUp'),
  request: object({
    userAttributes: Texts,
    validationData: nullable(Texts),
    clientMetadata: optional(Texts),
    userNotFound: optional(boolean),
  }),
  response: object({
    autoConfirmUser: literal(false),
    autoVerifyEmail: literal(false),
    autoVerifyPhone: literal(false),
  }),
});

export const PostConfirmationTriggerSchema = extend(CognitoTriggerBaseSchema, {
  triggerSource: literal('PostConfirmation_ConfirmSignUp'),
  request: object({ userAttributes: Texts, clientMetadata: optional(Texts) }),
  response: object({}),
});

export const PreAuthenticationTriggerSchema = extend(CognitoTriggerBaseSchema, {
  triggerSource: literal('PreAuthentication_Authentication'),
  request: object({ userAttributes: Texts, validationData: nullish(Texts), userNotFound: optional(boolean) }),
  response: object({}),
});

export const PostAuthenticationTriggerSchema = extend(CognitoTriggerBaseSchema, {
  triggerSource: literal('PostAuthentication_Authentication'),
  request: object({
    userAttributes: Texts,
    newDeviceUsed: optional(boolean),
    clientMetadata: optional(Texts),
  }),
  response: object({}),
});

export const PreTokenGenerationTriggerGroupConfigurationSchema = object({
  groupsToOverride: arrayOf(string),
  iamRolesToOverride: arrayOf(string),
  preferredRole: nullable(string),
});

export const PreTokenGenerationTriggerRequestSchema = object({
  userAttributes: Texts,
  groupConfiguration: PreTokenGenerationTriggerGroupConfigurationSchema,
  clientMetadata: optional(Texts),
});

export const PreTokenGenerationTriggerSchemaV1 = extend(CognitoTriggerBaseSchema, {
  request: PreTokenGenerationTriggerRequestSchema,
  response: object({}),
});

export const PreTokenGenerationTriggerSchemaV2AndV3 = extend(CognitoTriggerBaseSchema, {
  request: extend(PreTokenGenerationTriggerRequestSchema, { scopes: optional(arrayOf(string)) }),
  response: object({}),
});

export const MigrateUserTriggerSchema = extend(CognitoTriggerBaseSchema, {
  userName: string,
  request: object({ password: string, validationData: optional(Texts), clientMetadata: optional(Texts) }),
  response: object({
    userAttributes: nullable(Texts),
    finalUserStatus: nullable(string),
    messageAction: nullable(string),
    desiredDeliveryMediums: nullable(arrayOf(string)),
    forceAliasCreation: nullable(boolean),
    enableSMSMFA: nullable(boolean),
  }),
});

export const CustomMessageTriggerSchema = extend(CognitoTriggerBaseSchema, {
  request: object({
    userAttributes: Texts,
    codeParameter: string,
    linkParameter: nullable(string),
    usernameParameter: nullable(string),
    clientMetadata: optional(Texts),
  }),
  response: object({
    smsMessage: nullable(string),
    emailMessage: nullable(string),
    emailSubject: nullable(string),
  }),
});

export const CustomEmailSenderTriggerSchema = extend(CognitoTriggerBaseSchema, {
  triggerSource: literal('CustomEmailSender_SignUp'),
  request: object({
    type: literal('customEmailSenderRequestV1'),
    code: string,
    clientMetadata: optional(Texts),
    userAttributes: Texts,
  }),
  response: object({}),
});

export const CustomSMSSenderTriggerSchema = extend(CognitoTriggerBaseSchema, {
  triggerSource: literal('CustomSMSSender_SignUp'),
  request: object({
    type: literal('customSMSSenderRequestV1'),
    code: string,
    clientMetadata: optional(Texts),
    userAttributes: Texts,
  }),
  response: object({}),
});

/** One challenge that the user has had, and whether the answer was right. */
export const ChallengeResultSchema = object({
  challengeName: literal(
    'CUSTOM_CHALLENGE',
    'SRP_A',
    'PASSWORD_VERIFIER',
    'SMS_MFA',
    'EMAIL_OTP',
    'SOFTWARE_TOKEN_MFA',
    'DEVICE_SRP_AUTH',
    'DEVICE_PASSWORD_VERIFIER',
    'ADMIN_NO_SRP_AUTH',
  ),
  challengeResult: boolean,
  challengeMetadata: optional(string),
});

const Session = nonEmptyArrayOf(ChallengeResultSchema);

export const DefineAuthChallengeTriggerSchema = extend(CognitoTriggerBaseSchema, {
  triggerSource: literal('DefineAuthChallenge_Authentication'),
  request: object({
    userAttributes: Texts,
    session: Session,
    clientMetadata: optional(Texts),
    userNotFound: optional(boolean),
  }),
  response: object({
    challengeName: nullish(string),
    issueTokens: nullish(boolean),
    failAuthentication: nullish(boolean),
  }),
});

export const CreateAuthChallengeTriggerSchema = extend(CognitoTriggerBaseSchema, {
  triggerSource: literal('CreateAuthChallenge_Authentication'),
  request: object({
    userAttributes: Texts,
    challengeName: string,
    session: Session,
    clientMetadata: optional(Texts),
    userNotFound: optional(boolean),
  }),
  response: object({
    publicChallengeParameters: nullish(Texts),
    privateChallengeParameters: nullish(Texts),
    challengeMetadata: nullish(string),
  }),
});

export const VerifyAuthChallengeTriggerSchema = extend(CognitoTriggerBaseSchema, {
  triggerSource: literal('VerifyAuthChallengeResponse_Authentication'),
  request: object({
    userAttributes: Texts,
    privateChallengeParameters: Texts,
    challengeAnswer: string,
    clientMetadata: optional(Texts),
    userNotFound: optional(boolean),
  }),
  response: object({ answerCorrect: boolean }),
});
