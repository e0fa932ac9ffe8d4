import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Actor, VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { systemCtx } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { askForAddress } from '#refer/agencies/address-proof.ts'
import { keepAgency } from '#refer/agencies/commands.ts'
import { contactDetailsSchema } from '#refer/agencies/contact-details.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { reissueLink } from './answer/agency-link.ts'
import { sendProofCode } from './answer/mailbox-proof.ts'
import { notifyMove } from './commands.ts'

const APP = 'https://handrail.example'

describe('the language of an agency', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const { sent } = referralsOf(test, () => world, clientRecordSchema.parse({ alias: 'R.' }))

  async function speak(language: string | undefined): Promise<void> {
    const admin: Actor = { ...world.agencyStaff, role: 'agency-admin' }
    const { version } = await test.owner
      .selectFrom('agency')
      .select('version')
      .where('id', '=', world.agency.id)
      .executeTakeFirstOrThrow()
    const details = contactDetailsSchema.parse({
      timezone: 'America/Chicago',
      workingDays: ['1', '2', '3'],
      ...(language && { language }),
    })
    await keepAgency(as(test.db, admin), { agencyId: world.agency.id, version, details })
  }

  /** Everything that reaches it about one referral: the news, a code, a new link for one that is over. */
  async function written(): Promise<{ template: string; locale: string; page: string | null }[]> {
    const id = await sent()
    await notifyMove(systemCtx(test.db, 'test', NOON), { referralId: id, sequence: 2 }, APP)
    const link = await test.owner
      .selectFrom('access_link')
      .select('id')
      .where('referral_id', '=', id)
      .where('kind', '=', 'agency')
      .executeTakeFirstOrThrow()
    const token = linkToken(keyring(), link.id)
    const visitor = (days = 0) => ({
      ...{ db: test.db, actor: VISITOR, requestId: randomUUID() },
      now: new Date(NOON.getTime() + days * 86_400_000),
    })
    await sendProofCode(visitor(), token)
    await reissueLink(visitor(31), token, APP, 'en')
    const mails = await test.owner
      .selectFrom('mail_message')
      .select(['template', 'locale', 'values'])
      .where('referral_id', '=', id)
      .where('to_address', '=', 'intake@mesquite.example')
      .orderBy('id')
      .execute()
    return mails.map(({ template, locale, values }) => ({
      template,
      locale,
      page: /example\/(\w+)\//.exec((values as { link?: string }).link ?? '')?.[1] ?? null,
    }))
  }

  it('is English until somebody says another, and then that of every message to it and of the page behind', async () => {
    expect(await written()).toEqual([
      { template: 'agency.referral-sent', locale: 'en', page: 'en' },
      { template: 'agency.code', locale: 'en', page: null },
      { template: 'agency.link-again', locale: 'en', page: 'en' },
    ])
    await speak('es')
    expect(await written()).toEqual([
      { template: 'agency.referral-sent', locale: 'es', page: 'es' },
      { template: 'agency.code', locale: 'es', page: null },
      // Whoever asked for it read this page, and reads on in its language.
      { template: 'agency.link-again', locale: 'es', page: 'en' },
    ])
    await askForAddress(as(test.db, world.steward), {
      agencyId: world.agency.id,
      kind: 'mailbox',
      address: 'recados@mesquite.example',
    })
    const code = await test.owner
      .selectFrom('mail_message')
      .select('locale')
      .where('to_address', '=', 'recados@mesquite.example')
      .executeTakeFirstOrThrow()
    expect(code.locale).toBe('es')
  })

  it('is one that there are words in', () => {
    const details = { timezone: 'America/Chicago', workingDays: ['1'], language: 'xx' }
    expect(contactDetailsSchema.safeParse(details).success).toBe(false)
  })
})
