import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx } from '#base/db/context.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { markMessagesRead, writeMessage } from '#refer/referrals/commands/messages.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { notifyMessage, notifyMove } from './commands.ts'
import { sendDigests } from './digest.ts'
import { countUnreadNews, markNewsRead, openNews, readNews } from './news.ts'
import { saveDeliveries } from './settings.ts'

const APP = 'https://handrail.example'
const rosa = clientRecordSchema.parse({ givenName: 'Rosa' })

describe('news', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const { act, sent } = referralsOf(test, () => world, rosa)
  const system = () => systemCtx(test.db, 'test', NOON)
  const ana = () => as(test.db, world.ana)

  async function accepted(): Promise<string> {
    const id = await sent()
    await act(id, 'accept', { contactName: 'Pat', firstContactOn: '2026-12-02' }, world.agencyStaff)
    for (let run = 0; run < 2; run++) await notifyMove(system(), { referralId: id, sequence: 3 }, APP)
    return id
  }

  it('stand on the screen for who gets no mail, or one a day, which leads to them', async () => {
    await saveDeliveries(ana(), { all: 'none', topics: { accepted: 'digest' } })
    const id = await accepted()
    expect(await countUnreadNews(ana())).toBe(1)
    expect(await readNews(ana())).toMatchObject([
      { topic: 'accepted', readAt: null, referral: { id, person: 'Rosa', agencyName: 'Mesquite Pantry' } },
    ])
    expect(await sendDigests(system(), APP)).toBe(1)
    const mail = await test.owner
      .selectFrom('mail_message')
      .select('values')
      .where('template', '=', 'staff.digest')
      .executeTakeFirstOrThrow()
    expect(mail.values).toMatchObject({ link: `${APP}/en/news` })
    await markNewsRead(ana())
    expect(await countUnreadNews(ana())).toBe(0)
    expect(await readNews(ana())).toMatchObject([{ topic: 'accepted', readAt: NOON }])
  })

  it('are marked as read by opening one, with what else is new of that referral, and never by reading the page', async () => {
    const [one, other] = [await accepted(), await accepted()]
    await act(one, 'begin', { startedOn: '2026-11-30' }, world.agencyStaff)
    await notifyMove(system(), { referralId: one, sequence: 4 }, APP)
    await readNews(ana())
    expect(await countUnreadNews(ana())).toBe(3)
    const begun = (await readNews(ana())).find(({ topic }) => topic === 'begun')
    expect(await openNews(ana(), begun?.id ?? '')).toEqual({ topic: 'begun', referralId: one })
    expect((await readNews(ana())).filter(({ readAt }) => readAt === null)).toMatchObject([
      { referral: { id: other } },
    ])
    await markNewsRead(ana())
  })

  it('of a message are read with the message', async () => {
    const id = await sent()
    const messageId = await writeMessage(as(test.db, world.agencyStaff), id, 'Which papers do they have?')
    await notifyMessage(system(), { referralId: id, messageId }, APP)
    expect(await countUnreadNews(ana())).toBe(1)
    await markMessagesRead(as(test.db, world.agencyStaff), id)
    expect(await countUnreadNews(ana())).toBe(1)
    await markMessagesRead(ana(), id)
    expect(await countUnreadNews(ana())).toBe(0)
  })

  it('are each reader’s own: nobody else reads or marks them, and of a person whom one sees no more they say no name', async () => {
    const id = await accepted()
    const [mine] = await readNews(ana())
    for (const other of [world.ben, world.sam, world.cleo, world.agencyStaff, world.administrator]) {
      expect((await readNews(as(test.db, other))).map((each) => each.id)).not.toContain(mine?.id)
      await expect(openNews(as(test.db, other), mine?.id ?? '')).rejects.toMatchObject({ code: 'not-found' })
      await markNewsRead(as(test.db, other))
    }
    await expect(readNews(system())).rejects.toMatchObject({ code: 'not-found' })
    expect(await countUnreadNews(ana())).toBe(1)
    await test.owner
      .updateTable('caseload')
      .set({ until: NOON })
      .where('client_id', 'in', (eb) => eb.selectFrom('referral').select('client_id').where('id', '=', id))
      .execute()
    expect((await readNews(ana()))[0]).toMatchObject({ id: mine?.id, referral: null })
  })
})
