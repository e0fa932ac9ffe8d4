import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { linkToken, placeheldLink } from '#base/core/link-token.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import type { Letter } from '#base/mail/model.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { changeClient } from '#refer/clients/commands.ts'
import { type ClientRecord, clientRecordSchema } from '#refer/clients/model.ts'
import { readClientPage } from '#refer/notifications/answer/client-link.ts'
import { notifyMove } from '#refer/notifications/commands.ts'
import { linkFor } from '#refer/notifications/store.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { HANDLERS } from './handlers.ts'

const APP = 'https://handrail.example'
/** Ten in the evening where the client lives, and ten in the morning after. */
const NIGHT = new Date('2026-12-02T04:00:00Z')
const MORNING = new Date('2026-12-02T16:00:00Z')
const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  familyName: 'Marker-Zebra',
  email: 'rosa@people.example',
  safeContact: { channels: ['mail'] },
})

describe('rule 20: a message that waits for the morning', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const { sent, referral, act, mails } = referralsOf(test, () => world, rosa)

  /** Queued at night, then the client's record is changed, then the morning's job runs. @returns what left. */
  async function morningAfter(change: Partial<ClientRecord>) {
    const id = await sent()
    await act(id, 'accept', { contactName: 'Pat', firstContactOn: '2026-12-03' }, world.agencyStaff)
    await notifyMove(systemCtx(test.db, 'test', NIGHT), { referralId: id, sequence: 3 }, APP)
    const { clientId } = await referral(id)
    const ownMail = async () => {
      const own = (await mails(id)).filter((mail) => mail.client_id !== null)
      expect(own).toHaveLength(1)
      return own[0] as (typeof own)[number]
    }
    const { id: mailId, values } = await ownMail()
    await changeClient(as(test.db, world.ana), {
      ...{ id: clientId, version: 1, record: { ...rosa, ...change }, contactAgreed: true },
    })
    const letters: Letter[] = []
    const mail = { send: async (letter: Letter) => `took ${letters.push(letter)}`, close() {} }
    const run = (now: Date) =>
      HANDLERS['mail.send'](
        systemCtx(test.db, 'test', now),
        { mailId },
        { search: null, mail, text: null, appUrl: APP },
      )
    await run(MORNING)
    const note = await test.owner
      .selectFrom('notification')
      .select('dropped_why')
      .where('referral_id', '=', id)
      .where('client_id', 'is not', null)
      .executeTakeFirstOrThrow()
    return {
      letters,
      run,
      mailId,
      clientId,
      queued: values as { link: string },
      why: note.dropped_why,
      ownMail,
    }
  }

  it('goes to whom it was queued for when nothing about contact changed', async () => {
    const { letters, why } = await morningAfter({ note: 'Prefers mornings.' })
    expect(letters.map(({ to }) => to)).toEqual(['rosa@people.example'])
    expect(why).toBeNull()
  })

  it.each([
    ['no-contact', { safeContact: { ...rosa.safeContact, noContact: true } }],
    ['channel', { safeContact: { ...rosa.safeContact, channels: ['call' as const] } }],
    ['no-address', { email: undefined }],
  ])('is dropped, with the reason %s, when the client forbids it overnight', async (reason, change) => {
    const { letters, why, ownMail } = await morningAfter(change)
    expect(letters).toEqual([])
    expect(why).toBe(reason)
    expect((await ownMail()).dropped_at).not.toBeNull()
  })

  it('goes to the new address, with a new link; the link of the old address opens nothing', async () => {
    const { letters, queued, ownMail } = await morningAfter({ email: 'new@people.example' })
    expect(letters.map(({ to }) => to)).toEqual(['new@people.example'])
    const { link } = (await ownMail()).values as { link: string }
    const page = (address: string) =>
      readClientPage(
        systemCtx(test.db, 'test', MORNING),
        linkToken(keyring(), placeheldLink(address) as string),
      )
    await expect(page(queued.link)).rejects.toMatchObject({ code: 'not-found' })
    expect(letters[0]?.text).not.toContain(placeheldLink(queued.link))
    expect((await page(link)).name).toBe('Rosa Marker-Zebra')
  })

  it.each([
    ['a new telephone number', { phone: '(210) 555-0142' }, true],
    ['no contact', { safeContact: { ...rosa.safeContact, noContact: true } }, true],
    ['other hours', { safeContact: { ...rosa.safeContact, hours: { from: '09:00', to: '20:00' } } }, false],
    ['another guardian', { guardian: { name: 'Marta' } }, false],
  ])('after %s the client’s own links and nobody else’s are revoked', async (_what, change, ends) => {
    const { clientId, queued } = await morningAfter(change)
    const links = await test.owner
      .selectFrom('access_link')
      .select(['id', 'kind', 'revoked_at'])
      .where('client_id', '=', clientId)
      .execute()
    const own = links.find(({ id }) => id === placeheldLink(queued.link))
    expect(own?.revoked_at !== null).toBe(ends)
    expect(links.every(({ kind, revoked_at }) => kind === 'client' || revoked_at === null)).toBe(true)
  })

  it('carries a link that lives another 30 days, or a new one', async () => {
    const { clientId, queued } = await morningAfter({})
    const later = (days: number) =>
      transact(systemCtx(test.db, 'test', NIGHT), (tx) =>
        linkFor(tx, new Date(NIGHT.getTime() + days * 86_400_000), { kind: 'client', clientId }),
      )
    const first = placeheldLink(queued.link)
    expect(await later(59)).toBe(first)
    expect(await later(61)).not.toBe(first)
  })

  it('waits for the hours that the client names overnight, and then goes once', async () => {
    const hours = { from: '14:00', to: '16:00' }
    const { letters, run, mailId } = await morningAfter({ safeContact: { ...rosa.safeContact, hours } })
    expect(letters).toEqual([])
    const jobs = await sql<{ run_at: Date }>`select run_at from graphile_worker._private_jobs
      where payload->>'mailId' = ${mailId} order by run_at`.execute(test.owner)
    expect(jobs.rows.at(-1)?.run_at.toISOString()).toBe('2026-12-02T20:00:00.000Z')
    for (let runs = 0; runs < 2; runs++) await run(new Date('2026-12-02T20:00:00Z'))
    expect(letters).toHaveLength(1)
  })
})
