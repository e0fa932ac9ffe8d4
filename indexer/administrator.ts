import { parseArgs } from 'node:util'
import { createAdministrator } from '#base/accounts/commands/people.ts'
import { resetSecondFactorOf } from '#base/accounts/commands/reset-second-factor.ts'
import { emailSchema } from '#base/accounts/model.ts'
import { DomainError } from '#base/core/errors.ts'
import type { Ctx } from '#base/db/context.ts'
import { command } from './command.ts'

const USAGE = `npm run administrator -- --email you@example.org --name "Your Name" --organization "Your Organization"
npm run administrator -- --email you@example.org --reset-second-step`

/**
 * Invites the first administrator: prints a link, good for a day. Or takes a lost second step away where no other
 * administrator is left to do it. Whoever can run this owns the machine anyway.
 */
const { values } = parseArgs({
  options: {
    email: { type: 'string' },
    name: { type: 'string' },
    organization: { type: 'string' },
    'reset-second-step': { type: 'boolean', default: false },
  },
})
const email = emailSchema.safeParse(values.email)
const { name, organization } = values
const reset = values['reset-second-step']
if (!email.success || (!reset && (!name || !organization))) {
  console.error(USAGE)
  process.exit(1)
}

await command('administrator', async ({ ctx, config }) => {
  if (reset) {
    return takeSecondStepAway(ctx, { email: email.data, appUrl: config.appUrl })
  }
  const link = await createAdministrator(ctx, {
    email: email.data,
    name: name ?? '',
    organizationName: organization ?? '',
    locale: 'en',
    appUrl: config.appUrl,
  })
  console.log(`Open this link within a day to choose a password:\n${link}`)
  return 0
})

async function takeSecondStepAway(ctx: Ctx, asked: { email: string; appUrl: string }): Promise<number> {
  try {
    await resetSecondFactorOf(ctx, asked)
    console.log('The second step is taken away. Ask for a sign-in link by mail and set up a new one.')
    return 0
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    console.error(error.code === 'not-found' ? 'No account has this address.' : error.message)
    return 1
  }
}
