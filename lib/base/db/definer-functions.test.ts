import { type RawBuilder, sql, type Transaction } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { FUNCTIONS } from '#base/access/functions.ts'
import { VIEWER_NAMES, type Viewer } from '#base/access/tables.ts'
import { useDatabase } from '#testing/database.ts'
import { givenRows, rowOf, VIEWERS } from '#testing/given-rows.ts'
import type { DB } from './schema.ts'

type Ids = Record<
  | 'agency'
  | 'client'
  | 'handedOver'
  | 'opened'
  | 'referral'
  | 'given'
  | 'need'
  | 'account'
  | 'agent'
  | 'team',
  string
>

/** How each is asked about the rows of the walk, and what says that it answered. What it did is looked at as the owner. */
const ASKED: Record<
  string,
  { ask: (ids: Ids) => RawBuilder<unknown>; did?: (ids: Ids) => RawBuilder<unknown> }
> = {
  agencies_of_actor: {
    ask: ({ agency }) => sql`select ${agency}::uuid in (select agencies_of_actor()) as answer`,
  },
  app_colleague: { ask: ({ account }) => sql`select app_colleague(${account}) as answer` },
  app_may_reset: { ask: ({ agent }) => sql`select app_may_reset(${agent}) as answer` },
  carries_client: { ask: ({ client }) => sql`select carries_client(${client}) as answer` },
  clients_by_keys: {
    ask: ({ client }) => sql`select ${client}::uuid in (select clients_by_keys(array['of rosa'])) as answer`,
  },
  colleagues_with_similar: {
    ask: ({ client }) => sql`select exists (select from colleagues_with_similar(${client})) as answer`,
  },
  emergencies_now: {
    ask: ({ client }) => sql`select ${client}::uuid in (select client_id from emergencies_now()) as answer`,
  },
  enqueue: {
    ask: () => sql`select enqueue('services.changed', '{}', job_key => 'of the walk') is not null as answer`,
    did: () => sql`select exists (select from graphile_worker.jobs where key = 'of the walk') as answer`,
  },
  forget_old_rows: {
    ask: () => sql`select forget_old_rows(now()) is not null as answer`,
    did: () =>
      sql`select not exists (select from passkey_challenge where expires_at < now() - interval '2 days') as answer`,
  },
  may_put_in_team: {
    ask: ({ team, account }) => sql`select may_put_in_team(${team}, ${account}, false) as answer`,
  },
  need_is_taken: { ask: ({ need, referral }) => sql`select need_is_taken(${need}, ${referral}) as answer` },
  needs_in_emergency: {
    ask: ({ client }) => sql`select exists (select from needs_in_emergency(${client})) as answer`,
  },
  notices_of: { ask: ({ referral }) => sql`select exists (select from notices_of(${referral})) as answer` },
  opened_client: { ask: ({ opened }) => sql`select opened_client(${opened}) as answer` },
  opened_in_emergency: { ask: ({ client }) => sql`select opened_in_emergency(${client}) as answer` },
  own_client: { ask: ({ client }) => sql`select own_client(${client}) as answer` },
  receives_referral: { ask: ({ referral }) => sql`select receives_referral(${referral}) as answer` },
  sees_client: { ask: ({ client }) => sql`select sees_client(${client}) as answer` },
  sends_referral: { ask: ({ referral }) => sql`select sends_referral(${referral}) as answer` },
  shares_attachments: { ask: ({ given }) => sql`select shares_attachments(${given}) as answer` },
  visible_clients: {
    ask: ({ client }) => sql`select ${client}::uuid in (select visible_clients()) as answer`,
  },
  withdraw_disclosure: {
    ask: ({ given }) => sql`select withdraw_disclosure(${given}) is not null as answer`,
    did: ({ given }) =>
      sql`select withdrawn_at is not null as answer from referral_packet where referral_id = ${given}`,
  },
}

describe('a function that acts as the owner of the tables', () => {
  const test = useDatabase()
  let ids: Ids
  beforeAll(async () => {
    const { rows: tables } = await sql<{ name: string }>`select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not like 'kysely%' order by 1`.execute(
      test.owner,
    )
    await givenRows(
      test.owner,
      tables.map(({ name }) => name),
    )
    const ana = VIEWERS['coordinator: caseload']
    const id = async (entry: string, column = 'id') => (await rowOf(test.owner, entry, ana))[column] as string
    ids = {
      agency: await id('referral', 'agency_id'),
      client: await id('client'),
      handedOver: await id('client, handed over'),
      opened: await id('caseload, of a client just opened', 'client_id'),
      referral: await id('referral'),
      given: await id('attachment, that the packet gives', 'referral_id'),
      need: await id('client_need'),
      account: await id('account'),
      agent: await id('second_factor_reset, of agency staff', 'account_id'),
      team: await id('team'),
    }
    const { client, handedOver, referral } = ids
    const colleague = VIEWERS['coordinator: colleague'].accountId
    // Answered elsewhere, like a colleague's record, told of by mail, and old: each function has something to say.
    await test.owner.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql`update client_need set closed_at = now()`.execute(tx)
      await sql`update client set match_keys = array['of rosa'] where id in (${client}, ${handedOver})`.execute(
        tx,
      )
      await sql`insert into account (id, email, name) values (${colleague}, 'colleague@people.example', 'x')`.execute(
        tx,
      )
      await sql`insert into caseload (client_id, account_id, kind, since)
        values (${handedOver}, ${colleague}, 'primary', now())`.execute(tx)
      await sql`update notification set account_id = null where referral_id = ${referral}`.execute(tx)
      await sql`update passkey_challenge set expires_at = now() - interval '3 days'`.execute(tx)
    })
  })

  async function become(tx: Transaction<DB>, viewer: Viewer): Promise<void> {
    const actor = VIEWERS[viewer]
    await sql`select set_config('role', 'handrail_app', true), set_config('app.role', ${actor.role}, true),
      set_config('app.account_id', ${actor.accountId ?? ''}, true), set_config('app.client_id', ${actor.clientId ?? ''}, true),
      set_config('app.organization_id', ${actor.organizationId ?? ''}, true), set_config('app.referral_id', ${actor.referralId ?? ''}, true)`.execute(
      tx,
    )
  }

  async function answered(tx: Transaction<DB>, name: string, viewer: Viewer): Promise<boolean> {
    const { ask, did } = ASKED[name] as (typeof ASKED)[string]
    await sql`savepoint walk`.execute(tx)
    try {
      await become(tx, viewer)
      const said = await ask(ids).execute(tx)
      await sql`select set_config('role', 'none', true)`.execute(tx)
      const { rows } = did ? await did(ids).execute(tx) : said
      return (rows[0] as { answer: boolean }).answer
    } catch (error) {
      if ((error as { code?: string }).code !== '42501') throw error
      return false
    } finally {
      await sql`rollback to savepoint walk`.execute(tx)
    }
  }

  it('has an entry, and says there whom it answers or why that is nobody’s to ask', async () => {
    const { rows } = await sql<{ name: string }>`select distinct proname as name from pg_proc
      where pronamespace = 'public'::regnamespace and prosecdef
        and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e') order by 1`.execute(
      test.owner,
    )
    expect(Object.keys(FUNCTIONS).sort()).toEqual(rows.map(({ name }) => name))
    const walked = Object.entries(FUNCTIONS).filter(([, rule]) => 'answers' in rule)
    expect(Object.keys(ASKED).sort()).toEqual(walked.map(([name]) => name).sort())
  })

  it.each(Object.keys(ASKED))('%s answers whom the table says, and nobody else', async (name) => {
    const rule = FUNCTIONS[name]
    const found: Viewer[] = []
    await test.owner.transaction().execute(async (tx) => {
      for (const viewer of VIEWER_NAMES) if (await answered(tx, name, viewer)) found.push(viewer)
    })
    const said = rule && 'answers' in rule ? rule.answers : []
    expect(found).toEqual(VIEWER_NAMES.filter((viewer) => said.includes(viewer)))
  })

  it('is nobody’s but the application’s to call, and no trigger is anybody’s', async () => {
    const { rows } = await sql<{ name: string }>`select proname as name from pg_proc
      where pronamespace = 'public'::regnamespace and prosecdef
        and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
        and (has_function_privilege('public', oid, 'execute')
          or has_function_privilege('handrail_app', oid, 'execute') = (prorettype = 'trigger'::regtype))`.execute(
      test.owner,
    )
    expect(rows).toEqual([])
  })
})
