import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Actor, VISITOR } from '#base/access/actor.ts'
import { accountForDisclosures, exportAudit, ownHistory, searchAudit } from '#base/audit/queries.ts'
import { newId } from '#base/core/ids.ts'
import { linkToken } from '#base/core/link-token.ts'
import type { Ctx } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { breakGlass, endEmergency, readEmergencies } from '#refer/clients/break-glass.ts'
import { careTeamOf } from '#refer/clients/care-team.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { possibleDuplicates, readCaseload, readClient } from '#refer/clients/queries.ts'
import { shortlistOf } from '#refer/clients/shortlist.ts'
import { readConsent } from '#refer/consent/queries.ts'
import { readAgencyLink } from '#refer/notifications/answer/agency-link.ts'
import { answerByCard, findCard, makeCard } from '#refer/notifications/answer/card.ts'
import { readClientPage } from '#refer/notifications/answer/client-link.ts'
import { heldAnswers } from '#refer/notifications/answer/held.ts'
import { previewOf } from '#refer/notifications/preview.ts'
import { attachToReferral } from '#refer/referrals/commands/attach.ts'
import { markMessagesRead } from '#refer/referrals/commands/messages.ts'
import { referNow } from '#refer/referrals/commands/refer.ts'
import { draftFor } from '#refer/referrals/queries/draft.ts'
import { openFile } from '#refer/referrals/queries/file.ts'
import { listReferrals, pageOfReferrals, planBulk } from '#refer/referrals/queries/list.ts'
import { nextProgram } from '#refer/referrals/queries/next-program.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { openTasks } from '#refer/referrals/queries/tasks.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { readNews } from './news.ts'

/**
 * Every function of these folders that is asked in somebody's name reads a person's record, and then has a line in READERS
 * that is held to its audit row; or it writes, which leaves a row of its own and is tested where it stands; or it reads
 * nothing about anybody. A new one that stands nowhere fails.
 */
const FOLDERS = ['lib/refer', 'lib/base/audit']

const WRITERS = [
  ...['openClient', 'changeClient', 'addNeed', 'linkClients', 'unlinkClients', 'handOver', 'endCareTeam'],
  ...['breakGlass', 'endEmergency', 'weighProgram', 'forgetProgram', 'saveConsent', 'keepFile', 'referOn'],
  ...['makeTask', 'finishTask', 'settleTasks', 'actOnReferral', 'move', 'followUp', 'followOutcome'],
  ...['createReferral', 'sayOutcome', 'assignReferrals', 'answerConsent', 'revokeConsent', 'writeMessage'],
  ...[
    'referNow',
    'finishDraft',
    'logAttempt',
    'attachToReferral',
    'keepResponseRecord',
    'selfRefer',
    'askNext',
    'protect',
  ],
  ...['changeNeed', 'endNeed', 'reopenNeed', 'setCase'],
  // How an agency is reached, which holds nothing about anybody.
  ...['askForAddress', 'proveAddress', 'forgetAddress', 'lockKept', 'keepAgency', 'dropAddress'],
  ...['changeAddress', 'meetAgency', 'notifyKept', 'followAgency', 'followMailbox'],
  ...['holdAnswer', 'decideHeldAnswer', 'makeCard', 'answerByCard', 'answerByLink', 'openByLink'],
  ...[
    'sendProofCode',
    'proveMailbox',
    'reissueLink',
    'decideByLink',
    'reissueOwnLink',
    'firstOwnPage',
    'record',
    'recordAll',
    'sealAudit',
  ],
  ...['actOnSeveral', 'giveOwnPage', 'openOwnPage', 'reportWrongAddress', 'settleTasksOfClient'],
  ...['tell', 'tellAgency', 'tellClient'],
  ...['draftReferral', 'consentOf', 'settleTasksOfNeed', 'renewConsent', 'requireCoverage'],
  // The product's own steps, without a reader: clocks, messages that go out, undelivered ones that come back.
  ...['enforceClock', 'sweepClocks', 'keepDoubts', 'notifyMove', 'notifyLate', 'notifyAhead'],
  ...['watchConsent', 'notifyConsentEnds', 'openNews', 'markNewsRead', 'correctReferral'],
  ...[
    'notifyMessage',
    'notifyHeld',
    'reportUndelivered',
    'sendDigests',
    'judgeAgain',
    'saveDeliveries',
    'saveView',
    'dropView',
  ],
]

const NOBODY: Readonly<Record<string, string>> = {
  agencyStaff: 'colleagues of an agency',
  readKeptAgency: 'how an agency is reached',
  listKeptAgencies: 'how agencies are reached',
  readProtection: 'what the law says of an organization',
  askableService: 'a listing',
  savedViews: 'filters that the reader kept',
  readDeliveries: 'the reader’s own settings',
  timezoneOf: 'an organization’s zone',
  teamLoad: 'counts',
  countUnreadNews: 'a count',
  auditedPeople: 'names of accounts, for who may see them all',
  clientLinkActor: 'whose link it is; what is read with it is written down',
  ownLinkState: 'whether a link still opens',
  linkActor: 'whose link it is; what is read with it is written down',
  cardToken: 'a code’s address',
  readCard: 'an agency’s name and a code',
  lookAhead: 'where the trail ends',
  firstBrokenSeal: 'digests',
  unsealed: 'how many lines',
  knocking: 'whose link it is',
  readWrongAddress: 'an agency’s name',
}

/** Functions that take a context, by name. */
function askedInAName(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .flatMap((file) => [
        ...readFileSync(join(folder, file), 'utf8').matchAll(
          /^export (?:async )?(?:function\*?|const) (\w+)(?:<[^>]*>)?(?: = (?:async )?)?\([^)]*?\b(?:ctx|_ctx): (?:Ctx|Pick<Ctx)/gm,
        ),
      ]),
  ).map(([, name = '']) => name)
}

describe('rule 14: whoever reads a person’s record leaves an audit row', () => {
  const test = useDatabase()
  let world: World
  // The database's clock decides what is open.
  const now = new Date()
  let rosa: { clientId: string; needId: string; referralId: string; consentId: string; fileId: string }
  let tokens: { client: string; agency: string }

  const visitor: Actor = VISITOR
  const client = (): Actor => ({ ...visitor, role: 'client', via: 'link:test', clientId: rosa.clientId })

  const ben = () => as(test.db, world.ben, now)

  type Reader = { call: (ctx: Ctx) => Promise<unknown>; who?: () => Actor; byLink?: true }
  const READERS: Readonly<Record<string, Reader>> = {
    readClient: { call: (ctx) => readClient(ctx, rosa.clientId) },
    readCaseload: { call: (ctx) => readCaseload(ctx) },
    possibleDuplicates: { call: (ctx) => possibleDuplicates(ctx, rosa.clientId) },
    careTeamOf: { call: (ctx) => careTeamOf(ctx, rosa.clientId) },
    shortlistOf: { call: (ctx) => shortlistOf(ctx, rosa.needId) },
    readEmergencies: { call: (ctx) => readEmergencies(ctx), who: () => world.sam },
    readConsent: { call: (ctx) => readConsent(ctx, rosa.consentId) },
    openFile: { call: (ctx) => openFile(ctx, rosa.fileId) },
    previewOf: { call: (ctx) => previewOf(ctx, rosa.clientId) },
    heldAnswers: { call: (ctx) => heldAnswers(ctx, rosa.referralId) },
    findCard: { call: (ctx) => findCard(ctx, rosa.referralId) },
    readReferral: { call: (ctx) => readReferral(ctx, rosa.referralId) },
    nextProgram: {
      call: (ctx) => nextProgram(ctx, rosa.referralId, 'en', { engine: null }),
      who: client,
    },
    markMessagesRead: { call: (ctx) => markMessagesRead(ctx, rosa.referralId) },
    listReferrals: { call: (ctx) => listReferrals(ctx) },
    planBulk: { call: (ctx) => planBulk(ctx, { ids: [rosa.referralId], step: 'withdraw' }) },
    pageOfReferrals: { call: (ctx) => pageOfReferrals(ctx, {}, null) },
    draftFor: {
      call: (ctx) =>
        draftFor(ctx, {
          clientId: rosa.clientId,
          clientNeedId: rosa.needId,
          serviceId: world.otherAgency.serviceId,
        }),
    },
    openTasks: { call: (ctx) => openTasks(ctx) },
    readNews: { call: (ctx) => readNews(ctx) },
    accountForDisclosures: { call: (ctx) => accountForDisclosures(ctx, rosa.clientId) },
    ownHistory: { call: (ctx) => ownHistory(ctx), who: client },
    searchAudit: {
      call: (ctx) => searchAudit(ctx, { clientId: rosa.clientId }),
      who: () => world.administrator,
    },
    exportAudit: {
      call: (ctx) => exportAudit(ctx, { clientId: rosa.clientId }).next(),
      who: () => world.administrator,
    },
    readClientPage: { call: (ctx) => readClientPage(ctx, tokens.client), who: () => visitor, byLink: true },
    readAgencyLink: {
      call: (ctx) => readAgencyLink(ctx, tokens.agency, undefined),
      who: () => visitor,
      byLink: true,
    },
  }

  beforeAll(async () => {
    world = await givenWorld(test.db)
    const ana = as(test.db, world.ana, now)
    const record = clientRecordSchema.parse({
      givenName: 'Rosa',
      phone: '210-555-0111',
      email: 'rosa@people.example',
      safeContact: { channels: ['mail'] },
    })
    const clientId = await openClient(ana, record)
    await openClient(ana, { ...record, phone: '210-555-0122' })
    const needId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'urgent' })
    const referralId = await referNow(ana, {
      clientNeedId: needId,
      serviceId: world.agency.serviceId,
      urgency: 'urgent',
      fields: ['name', 'need'],
      mode: 'authorization',
      giver: 'client',
      method: 'voice',
      witness: 'Sam, supervisor',
      consentLocale: 'en',
      expiresOn: new Date(now.getTime() + 30 * 86_400_000).toISOString().slice(0, 10),
      signature: 'Rosa',
      explained: 'yes',
      step: 'send',
    })
    const upload = { name: 'letter.pdf', bytes: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n') }
    const fileId = await attachToReferral(ana, referralId, upload)
    const { referral } = await readReferral(ana, referralId)
    rosa = { clientId, needId, referralId, consentId: referral.consentId ?? '', fileId }
    const card = await makeCard(ana, referralId)
    await answerByCard(
      { db: test.db, actor: visitor, now, requestId: randomUUID() },
      {
        token: card.token,
        action: { name: 'accept', data: { contactName: 'Pat', firstContactOn: '2027-01-05' } },
      },
    )
    const linkOf = async (kind: 'client' | 'agency') => {
      const id = newId()
      await test.owner
        .insertInto('access_link')
        .values({
          id,
          kind,
          token_hash: id,
          client_id: clientId,
          ...(kind === 'agency' && { referral_id: referralId, agency_id: world.agency.id }),
          expires_at: new Date(now.getTime() + 86_400_000),
        })
        .execute()
      return linkToken(keyring(), id)
    }
    tokens = { client: await linkOf('client'), agency: await linkOf('agency') }
    await test.owner
      .insertInto('notification')
      .values({
        id: newId(),
        dedupe_key: `${referralId}:told`,
        topic: 'accepted',
        channel: 'screen',
        account_id: world.ana.accountId,
        referral_id: referralId,
      })
      .execute()
    // An emergency that is over.
    await breakGlass(ben(), { phone: '210-555-0111', reason: 'Rosa called and hung up' }, 'https://h.example')
    const [over] = await readEmergencies(ben())
    await endEmergency(ben(), over?.id ?? '')
    // A colleague's own task about her, from before she was handed on.
    await test.owner
      .insertInto('task')
      .values({
        id: newId(),
        organization_id: world.riverbend,
        client_id: clientId,
        kind: 'call-client',
        due_at: now,
        assigned_to: world.ben.accountId,
      })
      .execute()
  })

  /** What is written about Rosa while `work` runs: `action purpose`. */
  async function written(work: () => Promise<unknown>): Promise<{ rows: string[]; refused: boolean }> {
    const since = await test.owner
      .selectFrom('audit_event')
      .select((eb) => eb.fn.max('id').as('id'))
      .executeTakeFirstOrThrow()
    let refused = false
    await work().catch((error) => {
      if (error.code !== 'not-found') throw error
      refused = true
    })
    const rows = await test.owner
      .selectFrom('audit_event')
      .select(['action', 'purpose'])
      .where('id', '>', since.id)
      .where('client_id', '=', rosa.clientId)
      .execute()
    return { rows: rows.map(({ action, purpose }) => `${action} ${purpose}`), refused }
  }

  it('knows every function that is asked in somebody’s name', () => {
    const known = [...WRITERS, ...Object.keys(NOBODY), ...Object.keys(READERS)]
    expect(new Set(known).size).toBe(known.length)
    expect(askedInAName().filter((name) => !known.includes(name))).toEqual([])
    expect(known.filter((name) => !askedInAName().includes(name))).toEqual([])
  })

  it.each(Object.keys(READERS))('%s: says so, and why', async (name) => {
    const { call, who = () => world.ana } = READERS[name] as Reader
    const { rows, refused } = await written(() => call(as(test.db, who(), now)))
    expect(refused).toBe(false)
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row).not.toMatch(/ (null|break-glass)$/)
  })

  // Who stands in no relation is refused, or finds a list without her in it.
  const personal = Object.keys(READERS).filter((name) => !READERS[name]?.byLink)
  const asked = personal.filter((name) => READERS[name]?.who === undefined)
  it.each(asked)('%s: shows a colleague and another organization nothing of her', async (name) => {
    for (const actor of [world.ben, world.cleo, world.otherStaff, world.steward, visitor])
      expect(
        (await written(() => READERS[name]?.call(as(test.db, actor, now)) ?? Promise.resolve())).rows,
      ).toEqual([])
  })

  it.each(asked)('%s: is refused by the command too, where no row policy binds', async (name) => {
    for (const actor of [world.ben, world.cleo, world.otherStaff, visitor])
      expect(
        (await written(() => READERS[name]?.call(as(test.owner, actor, now)) ?? Promise.resolve())).rows,
      ).toEqual([])
  })

  describe('in an emergency', () => {
    beforeAll(async () => {
      await breakGlass(
        ben(),
        { phone: '210-555-0111', reason: 'Rosa called and hung up' },
        'https://h.example',
      )
    })

    it.each(asked)('%s: is refused, or is written down as an emergency’s', async (name) => {
      const { rows, refused } = await written(() => READERS[name]?.call(ben()) ?? Promise.resolve())
      expect(rows.filter((row) => !row.endsWith(' break-glass'))).toEqual([])
      const OPEN: Readonly<Record<string, string[]>> = {
        readClient: ['client:read break-glass'],
        careTeamOf: ['client:care-team break-glass'],
        openTasks: ['task:list break-glass'],
      }
      expect(rows).toEqual(OPEN[name] ?? [])
      const LISTS = [
        'readClient',
        'careTeamOf',
        'openTasks',
        'readNews',
        'readCaseload',
        'listReferrals',
        'pageOfReferrals',
        'planBulk',
        'findCard',
      ]
      expect(refused).toBe(!LISTS.includes(name))
    })

    it('is told to the client as one', async () => {
      const { lines } = await ownHistory(as(test.db, client(), now))
      expect(lines.filter(({ who }) => who === 'Ben').map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['emergency']),
      )
      expect(lines.filter(({ who, kind }) => who === 'Ben' && kind !== 'emergency')).toEqual([])
    })
  })
})
