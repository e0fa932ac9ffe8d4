import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { type Actor, systemActor } from '#base/access/actor.ts'
import { hashPassword } from '#base/accounts/password.ts'
import { newId } from '#base/core/ids.ts'
import { connect } from '#base/db/client.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import journeysFile from '#data/demo-people/journeys.json' with { type: 'json' }
import peopleFile from '#data/demo-people/people.json' with { type: 'json' }
import { agencyOfService } from '#refer/agencies/store.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { type ClientRecord, clientRecordSchema } from '#refer/clients/model.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { createReferral } from '#refer/referrals/commands/create.ts'
import { followUp } from '#refer/referrals/commands/follow-up.ts'
import { sayOutcome } from '#refer/referrals/commands/outcome.ts'
import { keepResponseRecord } from '#refer/referrals/commands/response.ts'
import { type ActionName, OUTCOMES } from '#refer/referrals/model.ts'

const DAY = 86_400_000

const people = z
  .object({
    organization: z.object({ name: z.string(), team: z.string(), phone: z.string() }),
    agencies: z.array(z.string()),
    signIns: z.array(
      z.object({
        email: z.string(),
        name: z.string(),
        role: z.enum([
          'coordinator',
          'supervisor',
          'steward',
          'administrator',
          'agency-staff',
          'agency-admin',
        ]),
        agency: z.string().optional(),
      }),
    ),
    clients: z.array(
      z.object({
        givenName: z.string(),
        familyName: z.string(),
        age: z.int(),
        postalCode: z.string(),
        languages: z.array(z.string()),
        householdSize: z.int(),
        monthlyIncome: z.number(),
        populations: z.array(z.string()),
        phone: z.string(),
        email: z.string().optional(),
        needs: z.array(z.string()),
        urgent: z.boolean(),
        channels: z.array(z.enum(['call', 'text', 'mail', 'letter'])),
        noContact: z.boolean().optional(),
        noVoicemail: z.boolean().optional(),
        callerAlias: z.string().optional(),
        hoursFrom: z.string().optional(),
        hoursTo: z.string().optional(),
      }),
    ),
  })
  .parse(peopleFile)

const step = z.tuple([
  z.number(),
  z.enum(['sender', 'agency', 'system']),
  z.string(),
  z.union([z.record(z.string(), z.unknown()), z.string(), z.null()]),
])
const { journeys } = z
  .object({ journeys: z.array(z.object({ needId: z.string(), ends: z.string(), steps: z.array(step) })) })
  .parse(journeysFile)

/** As many as one coordinator carries; the others are her colleague's. */
const OF_ANA = 60

export type DemoSignIn = { role: string; email: string; password: string }

type Cast = {
  byEmail: Map<string, Actor>
  staffOfAgency: Map<string, Actor>
  agencies: Map<string, { serviceId: string; needs: string[] }>
}

/**
 * The people of the demo community: one coordinator's sixty clients, a second coordinator, a supervisor's team, three
 * agencies with inboxes, and a referral in every state, dated back from `ctx.now`. Everything is made by the product's
 * own commands. @returns the sign-ins, whose one password is made anew for each installation.
 */
export async function loadDemoPeople(ctx: Ctx, ownerUrl: string): Promise<DemoSignIn[]> {
  const password = randomBytes(9).toString('base64url')
  const cast = await castPeople(ctx, password)
  const ana = cast.byEmail.get('ana@riverbend.example')
  const ben = cast.byEmail.get('ben@riverbend.example')
  if (!ana || !ben) throw new Error('data/demo-people/people.json lacks its coordinators.')
  const clients = new Map<string, { clientNeedId: string; coordinator: Actor }[]>()
  for (const [index, person] of people.clients.entries()) {
    const coordinator = index < OF_ANA ? ana : ben
    const opened = at(ctx, coordinator, 45 - (index % 40))
    const clientId = await openClient(opened, recordOf(person, opened.now))
    for (const needId of person.needs) {
      const clientNeedId = await addNeed(opened, {
        clientId,
        needId,
        urgency: person.urgent ? 'urgent' : 'routine',
      })
      clients.set(needId, [...(clients.get(needId) ?? []), { clientNeedId, coordinator }])
    }
  }
  for (const journey of journeys) await play(ctx, cast, journey, clients)
  await forgetNews(ownerUrl)
  return people.signIns.map(({ role, email }) => ({ role, email, password }))
}

function at(ctx: Ctx, actor: Actor, daysAgo: number): Ctx {
  return { ...ctx, actor, now: new Date(ctx.now.getTime() - daysAgo * DAY) }
}

async function castPeople(ctx: Ctx, password: string): Promise<Cast> {
  const passwordHash = await hashPassword(password)
  return transact({ ...ctx, actor: systemActor('demo') }, async (tx) => {
    const cast: Cast = { byEmail: new Map(), staffOfAgency: new Map(), agencies: new Map() }
    const riverbend = newId()
    await tx
      .insertInto('care_organization')
      .values({
        id: riverbend,
        name: people.organization.name,
        refers: true,
        phone: people.organization.phone,
      })
      .execute()
    const careOf = new Map<string, string>()
    for (const name of people.agencies) {
      const services = await tx
        .selectFrom('service')
        .innerJoin('organization', 'organization.id', 'service.organization_id')
        .innerJoin('service_need', 'service_need.service_id', 'service.id')
        .select(['service.id', 'service_need.need_id', 'organization.id as organizationId'])
        .where('organization.name', '=', name)
        .orderBy('service.name')
        .execute()
      const [first] = services
      const agency = first && (await agencyOfService(tx, first.id))
      if (!first || !agency) continue
      const id = newId()
      await tx
        .insertInto('care_organization')
        .values({ id, name, receives: true, directory_organization_id: first.organizationId })
        .execute()
      await tx
        .updateTable('agency')
        .set({ care_organization_id: id, mailbox_confirmed_at: ctx.now })
        .where('id', '=', agency.id)
        .execute()
      careOf.set(name, id)
      for (const { id: serviceId, need_id } of services)
        if (!cast.agencies.has(need_id)) cast.agencies.set(need_id, { serviceId, needs: [need_id] })
    }
    const team = newId()
    await tx
      .insertInto('team')
      .values({ id: team, organization_id: riverbend, name: people.organization.team })
      .execute()
    for (const person of people.signIns) {
      const organizationId = person.agency ? careOf.get(person.agency) : riverbend
      if (!organizationId) continue
      const id = newId()
      await tx
        .insertInto('account')
        .values({
          id,
          email: person.email,
          name: person.name,
          password_hash: passwordHash,
          email_verified_at: ctx.now,
          demo: true,
        })
        .execute()
      await tx
        .insertInto('membership')
        .values({ id: newId(), account_id: id, organization_id: organizationId, role: person.role })
        .execute()
      if (person.role === 'coordinator' || person.role === 'supervisor')
        await tx
          .insertInto('team_member')
          .values({ team_id: team, account_id: id, supervises: person.role === 'supervisor' })
          .execute()
      const actor: Actor = { role: person.role, accountId: id, organizationId, via: 'demo' }
      cast.byEmail.set(person.email, actor)
      if (person.agency) cast.staffOfAgency.set(person.agency, actor)
    }
    return cast
  })
}

function recordOf(person: (typeof people.clients)[number], now: Date): ClientRecord {
  const fact = <T>(value: T) => ({ value, from: 'client' as const, at: now.toISOString() })
  return clientRecordSchema.parse({
    givenName: person.givenName,
    familyName: person.familyName,
    phone: person.phone,
    email: person.email,
    languages: person.languages,
    safeContact: {
      channels: person.channels,
      noContact: person.noContact ?? false,
      noVoicemail: person.noVoicemail ?? false,
      callerAlias: person.callerAlias,
      ...(person.hoursFrom && person.hoursTo && { hours: { from: person.hoursFrom, to: person.hoursTo } }),
    },
    facts: {
      age: fact(person.age),
      residence: fact({ postalCode: person.postalCode }),
      householdSize: fact(person.householdSize),
      monthlyIncome: fact(person.monthlyIncome),
    },
    populations: Object.fromEntries(person.populations.map((id) => [id, fact(true)])),
  })
}

async function play(
  ctx: Ctx,
  cast: Cast,
  journey: (typeof journeys)[number],
  clients: Map<string, { clientNeedId: string; coordinator: Actor }[]>,
): Promise<void> {
  const who = clients.get(journey.needId)?.shift()
  const program = cast.agencies.get(journey.needId)
  if (!who || !program) return
  const begins = (journey.steps[0]?.[0] ?? 3) + 0.05
  const id = await createReferral(at(ctx, who.coordinator, begins), {
    clientNeedId: who.clientNeedId,
    serviceId: program.serviceId,
    request: 'Please call before noon.',
  })
  const system = systemActor('demo')
  for (const [index, [daysAgo, party, action, data]] of journey.steps.entries()) {
    const actor =
      party === 'sender' ? who.coordinator : party === 'system' ? system : await staffFor(ctx, cast, id)
    const then = at(ctx, actor, daysAgo)
    if (action === 'outcome') {
      await sayOutcome(then, id, { outcome: z.enum(OUTCOMES).parse(data) })
      continue
    }
    const said =
      action === 'send'
        ? { mode: 'treatment', fields: ['name', 'contact', 'safe-contact', 'languages', 'need', 'request'] }
        : dated(data, then.now, ctx.now)
    await actOnReferral(then, {
      referralId: id,
      version: index + 1,
      action: { name: action as ActionName, data: said },
    })
    await followUp(at(ctx, system, daysAgo), { referralId: id, sequence: index + 2 })
  }
  await keepResponseRecord({ ...ctx, actor: system }, id)
}

/** Staff of the agency that this referral goes to. */
async function staffFor(ctx: Ctx, cast: Cast, referralId: string): Promise<Actor> {
  const name = await transact({ ...ctx, actor: systemActor('demo') }, (tx) =>
    tx
      .selectFrom('referral')
      .innerJoin('agency', 'agency.id', 'referral.agency_id')
      .select('agency.name')
      .where('referral.id', '=', referralId)
      .executeTakeFirstOrThrow(),
  )
  const actor = cast.staffOfAgency.get(name.name)
  if (!actor) throw new Error(`The demo has no staff for ${name.name}.`)
  return actor
}

/** `+2` days after the step, `in+3` and `in-2` days from now, `step` the moment of the step itself. */
function dated(data: unknown, step: Date, now: Date): Record<string, unknown> {
  const day = (date: Date) => date.toISOString().slice(0, 10)
  const entries = Object.entries((data ?? {}) as Record<string, unknown>).map(([key, value]) => {
    if (value === 'step') return [key, key === 'at' ? step.toISOString() : day(step)]
    if (typeof value === 'string' && /^\+\d+$/.test(value))
      return [key, day(new Date(step.getTime() + Number(value) * DAY))]
    if (typeof value === 'string' && /^in[+-]\d+$/.test(value))
      return [key, new Date(now.getTime() + Number(value.slice(2)) * DAY).toISOString()]
    return [key, value]
  })
  return Object.fromEntries(entries)
}

/** What happened weeks ago is no news today: nobody is written to about it. Clocks go on. */
async function forgetNews(ownerUrl: string): Promise<void> {
  const owner = connect(ownerUrl, { max: 1, asOwner: true })
  try {
    await sql`select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs where task_identifier in ('referral.changed', 'outcome.said', 'mail.send')))`.execute(
      owner,
    )
  } finally {
    await owner.destroy()
  }
}
