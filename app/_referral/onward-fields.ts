import { z } from 'zod'

/** What the form that refers a person on sends, beside which referral it is. */
export const onwardFields = {
  version: z.coerce.number().int(),
  program: z.string().trim().min(1, 'Write which program.').max(500),
  text: z.string().trim().max(4000).default(''),
}
