import { parseArgs } from 'node:util'
import { createAdministrator } from '#base/accounts/commands/people.ts'
import { emailSchema } from '#base/accounts/model.ts'
import { command } from './command.ts'

const USAGE =
  'npm run administrator -- --email you@example.org --name "Your Name" --organization "Your Organization"'

/** Invites the first administrator: prints a link, good for a day. Whoever can run this owns the machine anyway. */
const { values } = parseArgs({
  options: { email: { type: 'string' }, name: { type: 'string' }, organization: { type: 'string' } },
})
const email = emailSchema.safeParse(values.email)
if (!email.success || !values.name || !values.organization) {
  console.error(USAGE)
  process.exit(1)
}
const asked = { email: email.data, name: values.name, organizationName: values.organization }

await command('administrator', async ({ ctx, config }) => {
  const link = await createAdministrator(ctx, { ...asked, locale: 'en', appUrl: config.appUrl })
  console.log(`Open this link within a day to choose a password:\n${link}`)
  return 0
})
