import { z } from 'zod'
import { LOCALES } from '#base/i18n/locales.ts'
import { FIELDS, GIVERS, GROUND_REASONS, METHODS, MODES } from '#refer/consent/model.ts'
import { URGENCIES } from '#refer/referrals/model.ts'

/** What a form says of how a consent is given. */
export const consentFields = {
  giver: z.enum(GIVERS),
  method: z.enum(METHODS),
  consentLocale: z.enum(LOCALES),
  expiresOn: z.string().optional(),
  giverCapacity: z.string().trim().max(200).optional(),
  giverName: z.string().trim().max(200).optional(),
  signature: z.string().trim().max(200).optional(),
  witness: z.string().trim().max(200).optional(),
  attachmentId: z.uuid().optional(),
  authorityId: z.uuid().optional(),
  explained: z.literal('yes').optional(),
}

/** What the form that sends a referral says, for a new one and for a kept draft alike. */
export const chosenFields = {
  urgency: z.enum(URGENCIES),
  request: z.string().trim().max(4000).optional(),
  fields: z.array(z.enum(FIELDS)).min(1, 'Choose what the agency may see.'),
  withoutNote: z.literal('yes').optional(),
  mode: z.enum(MODES),
  groundReason: z.enum(GROUND_REASONS).optional(),
  consentId: z.uuid().optional(),
  ...consentFields,
  step: z.enum(['send', 'ask', 'draft']).default('send'),
}
