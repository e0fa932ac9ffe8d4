import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { readKeyring, unseal } from '#base/core/seal.ts'
import { SEALED_COLUMNS, type SealedColumn } from '#base/core/sealed-columns.ts'
import { connect } from '#base/db/client.ts'
import { type Ctx, type Database, systemCtx, transact } from '#base/db/context.ts'
import { withSecrets } from '#base/mail/commands.ts'
import { renderMail } from '#base/mail/render.ts'
import { lockWaitingMail } from '#base/mail/store.ts'
import { readConfig } from '#base/runtime/config.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { appSecrets } from '#base/runtime/secrets.ts'
import type { Servers } from '#base/runtime/servers.ts'
import { breakGlass } from '#refer/clients/break-glass.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { readCaseload, readClient } from '#refer/clients/queries.ts'
import { weighProgram } from '#refer/clients/shortlist.ts'
import { keepFile } from '#refer/files/commands.ts'
import { answerByCard, makeCard } from '#refer/notifications/answer/card.ts'
import { readClientPage } from '#refer/notifications/answer/client-link.ts'
import { linkFor } from '#refer/notifications/store.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { attachToReferral } from '#refer/referrals/commands/attach.ts'
import { writeMessage } from '#refer/referrals/commands/messages.ts'
import { sayOutcome } from '#refer/referrals/commands/outcome.ts'
import { referNow } from '#refer/referrals/commands/refer.ts'
import { finishTask } from '#refer/referrals/commands/tasks.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { openTasks } from '#refer/referrals/queries/tasks.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { HttpClient, type Product, startProduct } from '#testing/product.ts'

/** Words that a person typed and that stand nowhere else in the world. */
const MARKS = {
  givenName: 'Zebramark',
  familyName: 'Quillmarker',
  alias: 'Aliasmarker',
  address: '17 Streetmarker Way',
  guardian: 'Guardianmarker',
  safeNote: 'Safenotemarker',
  callerAlias: 'Calleraliasmarker',
  note: 'Clientnotemarker',
  relation: 'Relationmarker',
  guardianMail: 'guardianmailmarker',
  evidence: 'Evidencemarker',
  shortlist: 'Shortlistmarker',
  scan: 'Scannedfilemarker',
  scanName: 'Filenamemarker',
  givenBy: 'Givermarker',
  capacity: 'Capacitymarker',
  witness: 'Witnessmarker',
  heldBy: 'Heldanswermarker',
  declined: 'Declinedmarker',
  request: 'Requestmarker',
  signature: 'Signaturemarker',
  message: 'Messagemarker',
  reply: 'Replymarker',
  question: 'Questionmarker',
  outcome: 'Outcomemarker',
  task: 'Taskresultmarker',
  reason: 'Emergencymarker',
  searched: 'Searchmarker',
  matched: 'Matchmarker',
  got: 'Getsearchmarker',
  signIn: 'signinmarker',
  asked: 'Askermarker',
  askedFor: 'Askedformarker',
  askedAlias: 'Askedaliasmarker',
  path: 'Pathmarker',
  agent: 'Agentmarker',
  body: 'Malformedmarker',
} as const

/** What nobody keeps: searches, addresses, a refused sign-in. */
const UNKEPT = ['searched', 'matched', 'got', 'signIn', 'path', 'agent', 'body']

const found = (text: string) =>
  Object.values(MARKS).filter((mark) => text.toLowerCase().includes(mark.toLowerCase()))

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** A day of work: everything that takes sensitive words, by HTTP and by the commands behind the pages. */
async function workADay(product: Product, db: Database, world: World): Promise<void> {
  await browse(product)
  const now = new Date()
  const at = now.toISOString()
  const ana = as(db, world.ana, now)
  const clientId = await openClient(
    ana,
    clientRecordSchema.parse({
      ...MARKS,
      phone: '210-555-0177',
      guardian: { name: MARKS.guardian, email: `${MARKS.guardianMail}@people.example` },
      household: [{ relation: MARKS.relation, age: 4 }],
      safeContact: { channels: ['mail'], note: MARKS.safeNote, callerAlias: MARKS.callerAlias },
      languages: ['en'],
      facts: { age: { value: 33, from: 'client', at } },
    }),
  )
  const clientNeedId = await addNeed(ana, {
    clientId,
    needId: 'food.pantry',
    urgency: 'urgent',
    evidence: MARKS.evidence,
  })
  const referralId = await referNow(ana, {
    clientNeedId,
    serviceId: world.agency.serviceId,
    urgency: 'urgent',
    request: MARKS.request,
    fields: ['name', 'contact', 'safe-contact', 'household', 'need', 'request', 'attachments'],
    mode: 'authorization',
    giver: 'representative',
    giverName: MARKS.givenBy,
    giverCapacity: MARKS.capacity,
    authorityId: await keepFile(ana, { clientId, kind: 'authority', from: 'sender', upload: scan() }),
    method: 'voice',
    witness: MARKS.witness,
    consentLocale: 'en',
    expiresOn: new Date(now.getTime() + 90 * 86_400_000).toISOString().slice(0, 10),
    signature: MARKS.signature,
    explained: 'yes',
    step: 'send',
  })
  await weighProgram(ana, {
    clientNeedId,
    serviceId: world.otherAgency.serviceId,
    verdict: 'not-chosen',
    note: MARKS.shortlist,
  })
  await attachToReferral(ana, referralId, scan())
  const card = await makeCard(ana, referralId)
  await answerByCard(
    { db, actor: VISITOR, now, requestId: randomUUID() },
    {
      token: card.token,
      action: { name: 'decline', data: { reason: 'no-capacity', text: MARKS.heldBy } },
    },
  )
  const staff = as(db, world.agencyStaff, now)
  const version = async () => (await readReferral(staff, referralId)).referral.version
  const act = async (ctx: Ctx, name: string, data: Record<string, unknown>) =>
    actOnReferral(ctx, { referralId, version: await version(), action: { name, data } as never })
  await act(staff, 'ask', { question: MARKS.question })
  await act(ana, 'answer', { answer: MARKS.reply })
  await writeMessage(ana, referralId, MARKS.message)
  await writeMessage(staff, referralId, MARKS.reply)
  await sayOutcome(ana, referralId, { outcome: 'partly-met', note: MARKS.outcome })
  await breakGlass(
    as(db, world.ben, now),
    { givenName: MARKS.givenName, familyName: MARKS.familyName, reason: `${MARKS.reason} happened` },
    product.address,
  )
  await readClient(ana, clientId)
  await readCaseload(ana)
  const sam = as(db, world.sam, now)
  const [task] = await openTasks(sam)
  if (!task) throw new Error('The emergency made no task.')
  await finishTask(sam, { taskId: task.id, result: MARKS.task })
  await act(staff, 'decline', { reason: 'no-capacity', text: MARKS.declined })
  const linkId = await transact(systemCtx(db, 'test'), (tx) => linkFor(tx, now, { kind: 'client', clientId }))
  await readClientPage({ db, actor: VISITOR, now, requestId: randomUUID() }, linkToken(keyring(), linkId))
}

/** A photographed page, as far as its first bytes tell. */
const scan = () => ({
  name: `${MARKS.scanName}.pdf`,
  bytes: Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Title (${MARKS.scan}) >>\nendobj\n`),
})

/** What somebody without an account types, well-formed or not. */
async function browse({ address }: Product): Promise<void> {
  const visitor = new HttpClient(address)
  const agent = { 'user-agent': MARKS.agent }
  await visitor.send('/en/search', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...agent },
    body: new URLSearchParams({ text: `food ${MARKS.searched}`, near: '78207' }),
  })
  const json = { 'content-type': 'application/json', ...agent }
  const match = (body: string) => visitor.send('/api/v1/match', { method: 'POST', headers: json, body })
  await match(JSON.stringify({ text: `food ${MARKS.matched}`, near: { text: MARKS.matched } }))
  await match(`{"text": "${MARKS.body}`)
  await match(JSON.stringify({ person: { age: MARKS.body } }))
  await visitor.send(`/api/v1/search?text=${MARKS.got}`)
  await visitor.send(`/api/v1/search?nonsense=${MARKS.got}`)
  await visitor.send(`/en/${MARKS.path}?q=${MARKS.path}`)
  await visitor.send(`/en/services/${MARKS.path}`)
  await visitor.send(`/en/answer/${MARKS.path}`)
  const email = `${MARKS.signIn}@people.example`
  await visitor.post(
    '/en/sign-in',
    { ...(await visitor.form('/en/sign-in', 'name="password"')), email, password: MARKS.signIn },
    agent,
  )
  await askAProgram(visitor)
}

/** Asks the first pantry that can be written to, as a person without an account. */
async function askAProgram(visitor: HttpClient): Promise<void> {
  const html = await (await visitor.send('/en/search?need=food.pantry&near=78207')).text()
  const found = new Set([...html.matchAll(/\/en\/services\/([0-9a-f-]{36})/g)].map(([, id]) => id))
  for (const service of found) {
    const path = `/en/services/${service}/ask`
    const form = await visitor.form(path, 'name="consent"').catch(() => undefined)
    if (!form) continue
    const answer = await visitor.post(path, {
      ...form,
      needId: 'food.pantry',
      name: MARKS.asked,
      phone: '210-555-0178',
      'channels[]': 'call',
      callerAlias: MARKS.askedAlias,
      language: 'en',
      request: MARKS.askedFor,
      consent: 'yes',
    })
    if (!(await answer.text()).includes('/my/'))
      throw new Error(`${path} was not answered with a private page.`)
    return
  }
  throw new Error('The demo has no pantry that can be asked.')
}

describe('rule 17: after a day of work', () => {
  let product: Product
  let servers: Servers
  let owner: Database

  beforeAll(async () => {
    product = await startProduct({ ACCESS_LOG: '1' })
    const config = readConfig({ DATA_DIR: product.dataDir })
    process.env.ENCRYPTION_KEYS = appSecrets(config).encryptionKeys
    servers = product.servers
    owner = connect(servers.ownerUrl, { max: 2, asOwner: true })
    const db = connect(servers.databaseUrl)
    await workADay(product, db, await givenWorld(db))
    await db.destroy()
    await sql`checkpoint`.execute(owner)
  })
  afterAll(async () => {
    await owner?.destroy()
    await product?.stop()
  })

  it('the day was one: every mark that is kept can be read by who may', async () => {
    const steps = [
      ...['client:open', 'need:write', 'need:weigh', 'consent:record', 'disclosure:make', 'message:write'],
      ...['file:add', 'link:hold', 'break-glass:open', 'need:outcome', 'task:do', 'referral:decline'],
    ]
    const { rows } = await sql<{ action: string }>`select distinct action from audit_event
      where action = any (${steps}::text[])`.execute(owner)
    expect(rows.map(({ action }) => action).sort()).toEqual([...steps].sort())
    const asked = await sql<{
      n: number
    }>`select count(*)::int as n from referral where self_referred`.execute(owner)
    expect(asked.rows[0]?.n).toBeGreaterThan(0)
    const mail = await sql<{ n: number }>`select count(*)::int as n from mail_message`.execute(owner)
    expect(mail.rows[0]?.n).toBeGreaterThan(0)
  })

  it('every mark that is kept stands under a seal, and in each column that is sealed there is one', async () => {
    const keys = readKeyring(process.env.ENCRYPTION_KEYS ?? '')
    const kept = new Map<string, string>()
    for (const [column, id] of Object.entries(SEALED_COLUMNS)) {
      const [table = '', name = ''] = column.split('.')
      const { rows } = await sql<{ id: string; value: string }>`select (${sql.raw(id)})::text as id,
        ${sql.ref(name)} as value from ${sql.table(table)} where ${sql.ref(name)} is not null`.execute(owner)
      const texts = rows.map((row) => unseal(keys, { field: column as SealedColumn, id: row.id }, row.value))
      const open = column === 'attachment.content' ? texts.map((text) => atob(text)) : texts
      kept.set(column, open.join('\n'))
    }
    const all = [...kept.values()].join('\n').toLowerCase()
    const typed = Object.entries(MARKS).filter(([name]) => !UNKEPT.includes(name))
    expect(typed.flatMap(([name, mark]) => (all.includes(mark.toLowerCase()) ? [] : [name]))).toEqual([])
    // A second factor's secret and initials are no words of this day; the rest must have one.
    const empty = [...kept].filter(([, text]) => found(text).length === 0).map(([column]) => column)
    expect(empty.sort()).toEqual(['account.totp_secret', 'referral.arrangement', 'referral_packet.preview'])
  })

  it('no table holds a mark', async () => {
    const { rows: tables } = await sql<{
      name: string
    }>`select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`.execute(owner)
    expect(tables.length).toBeGreaterThan(60)
    const { rows: place } = await sql<{
      folder: string
    }>`select current_setting('data_directory') as folder`.execute(owner)
    const file = join(place[0]?.folder ?? '', 'markers.copy')
    const guilty: string[] = []
    for (const { name } of tables) {
      await sql.raw(`copy ${name} to '${file}'`).execute(owner)
      for (const mark of found(readFileSync(file, 'latin1'))) guilty.push(`${name} ${mark}`)
    }
    rmSync(file)
    expect(guilty).toEqual([])
  })

  it('no file of the data folder holds one: neither database nor index nor log', () => {
    const files = filesIn(product.dataDir)
    expect(files.length).toBeGreaterThan(100)
    const guilty = files.flatMap((file) =>
      found(readFileSync(file, 'latin1')).map((mark) => `${file.slice(product.dataDir.length)} ${mark}`),
    )
    expect(guilty).toEqual([])
  })

  it('no document of the search index holds one', async () => {
    const { meilisearch } = servers
    if (!meilisearch) return
    const headers = { authorization: `Bearer ${meilisearch.key}` }
    const ask = async (path: string) => (await fetch(`${meilisearch.urls[0]}${path}`, { headers })).text()
    const { results } = JSON.parse(await ask('/indexes')) as { results: { uid: string }[] }
    expect(results.length).toBeGreaterThan(0)
    for (const { uid } of results)
      expect(found(await ask(`/indexes/${uid}/documents?limit=10000`))).toEqual([])
    expect(found(await ask('/tasks?limit=1000'))).toEqual([])
  })

  it('no line of any log holds one, the line of each request neither', () => {
    expect(product.said()).toContain('"event":"http.answered"')
    expect(product.said()).toContain('"route":"/[locale]/services/[id]"')
    expect(found(product.said())).toEqual([])
  })

  it('no message that went out holds one', async () => {
    const db = connect(servers.databaseUrl)
    const ids = await sql<{ id: string }>`select id from mail_message`.execute(owner)
    const letters = await transact(systemCtx(db, 'test'), async (tx) => {
      const waiting = []
      for (const { id } of ids.rows) waiting.push(await lockWaitingMail(tx, id))
      return waiting.flatMap((mail) => (mail ? [renderMail(withSecrets(mail))] : []))
    })
    await db.destroy()
    for (const { subject, text, html } of letters) expect(found(`${subject} ${text} ${html}`)).toEqual([])
  })
})
