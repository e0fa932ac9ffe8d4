import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
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
import { readClientPage } from '#refer/notifications/answer/client-link.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
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
  evidence: 'Evidencemarker',
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
  path: 'Pathmarker',
  agent: 'Agentmarker',
  body: 'Malformedmarker',
} as const

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
      guardian: { name: MARKS.guardian },
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
    fields: ['name', 'contact', 'safe-contact', 'need', 'request'],
    mode: 'authorization',
    giver: 'client',
    method: 'screen',
    consentLocale: 'en',
    expiresOn: new Date(now.getTime() + 90 * 86_400_000).toISOString().slice(0, 10),
    signature: MARKS.signature,
    explained: 'yes',
    step: 'send',
  })
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
  if (task) await finishTask(sam, { taskId: task.id, result: MARKS.task })
  const linkId = (
    await transact(systemCtx(db, 'test'), (tx) =>
      tx
        .selectFrom('access_link')
        .select('id')
        .where('client_id', '=', clientId)
        .where('kind', '=', 'client')
        .execute(),
    )
  )[0]?.id
  if (linkId)
    await readClientPage({ db, actor: VISITOR, now, requestId: randomUUID() }, linkToken(keyring(), linkId))
}

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
  const html = await (await visitor.send('/en/search?need=food.pantry&near=78207')).text()
  const service = /\/en\/services\/([0-9a-f-]{36})/.exec(html)?.[1]
  if (!service) throw new Error('The demo has no pantry to ask.')
  const ask = `/en/services/${service}/ask`
  const form = await visitor.form(ask, 'name="consent"').catch(() => null)
  if (form)
    await visitor.post(ask, {
      ...form,
      name: MARKS.asked,
      phone: '210-555-0178',
      'channels[]': 'call',
      language: 'en',
      request: MARKS.askedFor,
      consent: 'yes',
    })
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
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from audit_event where action in
      ('client:open', 'need:write', 'disclosure:make', 'message:write', 'break-glass:open', 'need:outcome', 'task:do')`.execute(
      owner,
    )
    expect(rows[0]?.n).toBeGreaterThanOrEqual(7)
    const mail = await sql<{ n: number }>`select count(*)::int as n from mail_message`.execute(owner)
    expect(mail.rows[0]?.n).toBeGreaterThan(0)
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
