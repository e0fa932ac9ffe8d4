import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { keyedDigest } from '../core/seal.ts'
import { type Ctx, type Tx, transact } from '../db/context.ts'
import { keyring } from '../runtime/keyring.ts'
import { log } from '../runtime/log.ts'

/** Up to which event, and when every transaction that may hold an earlier one has ended. */
export type Horizon = { event: bigint; until: bigint }

/**
 * Where events stood now. Ids are given out before their rows are committed, so a lower id may still be on its way:
 * what is below the horizon is complete only once every transaction of this moment has ended.
 */
export async function lookAhead(ctx: Ctx): Promise<Horizon> {
  return transact(ctx, async (tx) => {
    const { rows } = await sql<{ event: string; until: string }>`select coalesce(max(id), 0) as event,
      pg_snapshot_xmax(pg_current_snapshot())::text as until from audit_event`.execute(tx)
    return { event: BigInt(rows[0]?.event ?? 0), until: BigInt(rows[0]?.until ?? 0) }
  })
}

/**
 * Appends one digest over the events between the last seal and the horizon, chained to the seal before.
 * @returns how many events were sealed; null while a transaction of the horizon's time still runs.
 */
export async function sealAudit(ctx: Ctx, horizon: Horizon): Promise<number | null> {
  const sealed = await transact(ctx, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('audit_seal'))`.execute(tx)
    const { rows } = await sql<{
      oldest: string
    }>`select pg_snapshot_xmin(pg_current_snapshot())::text as oldest`.execute(tx)
    if (BigInt(rows[0]?.oldest ?? 0) < horizon.until) return null
    const last = await tx
      .selectFrom('audit_seal')
      .select(['last_event', 'digest'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    const first = BigInt(last?.last_event ?? 0) + 1n
    if (horizon.event < first) return { count: 0 }
    const { count, content } = await contentOf(tx, first, horizon.event)
    const digest = chained(last?.digest ?? null, content)
    const { id } = await tx
      .insertInto('audit_seal')
      .values({
        first_event: String(first),
        last_event: String(horizon.event),
        events: String(count),
        digest,
        previous_digest: last?.digest ?? null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { count, head: { seal: id, digest } }
  })
  // Once it is committed: a log that is kept elsewhere then anchors the chain against whoever rewrites all of it.
  if (sealed?.head) log.info('audit.sealed', { ...sealed.head, count: sealed.count })
  return sealed ? sealed.count : null
}

export type Unsealed = { lines: number; oldest: Date; newest: Date }

/** Lines that no seal holds yet; null when there are none. */
export async function unsealed(ctx: Ctx): Promise<Unsealed | null> {
  return transact(ctx, async (tx) => {
    const { rows } = await sql<{ lines: number; oldest: Date | null; newest: Date | null }>`
      select count(*)::int as lines, min(at) as oldest, max(at) as newest from audit_event
      where id > coalesce((select max(last_event) from audit_seal), 0)`.execute(tx)
    const { lines = 0, oldest = null, newest = null } = rows[0] ?? {}
    return oldest && newest ? { lines, oldest, newest } : null
  })
}

export type BrokenSeal = { seal: string; firstEvent: string; lastEvent: string }

/** Goes through the chain from its beginning. @returns the first seal whose events or place in the chain are not as sealed. */
export async function firstBrokenSeal(ctx: Ctx): Promise<{ seals: number; broken: BrokenSeal | null }> {
  return transact(ctx, async (tx) => {
    const seals = await tx.selectFrom('audit_seal').selectAll().orderBy('id').execute()
    let before: { digest: string; last_event: string } | null = null
    for (const seal of seals) {
      const { count, content } = await contentOf(tx, BigInt(seal.first_event), BigInt(seal.last_event))
      const follows =
        seal.previous_digest === (before?.digest ?? null) &&
        BigInt(seal.first_event) === BigInt(before?.last_event ?? 0) + 1n
      if (!follows || BigInt(seal.events) !== BigInt(count) || !holds(seal, content, before?.digest ?? null))
        return {
          seals: seals.length,
          broken: { seal: seal.id, firstEvent: seal.first_event, lastEvent: seal.last_event },
        }
      before = seal
    }
    return { seals: seals.length, broken: null }
  })
}

/** Column by column, so that a column added later leaves old digests as they are. */
async function contentOf(tx: Tx, first: bigint, last: bigint): Promise<{ count: number; content: string }> {
  const { rows } = await sql<{ count: string; content: string }>`select count(*) as count,
    encode(sha256(convert_to(coalesce(string_agg(jsonb_build_array(id, extract(epoch from at), request_id, role, account_id,
      organization_id, via, action, entity, entity_id, client_id, purpose, consent_id, recipient_id, detail)::text,
      e'\n' order by id), ''), 'UTF8')), 'hex') as content
    from audit_event where id between ${String(first)}::bigint and ${String(last)}::bigint`.execute(tx)
  return { count: Number(rows[0]?.count ?? 0), content: rows[0]?.content ?? '' }
}

const KEYED = 'keyed.'

/** Keyed with what the database never sees: whoever owns the tables cannot seal anew what they changed. */
function chained(previous: string | null, content: string): string {
  return KEYED + keyedDigest(keyring(), 'audit seal', linked(previous, content))
}

const linked = (previous: string | null, content: string) => `${previous ?? ''}\n${content}`

/** Seals from before there was a key hold as they are, but never after one with a key. */
function holds(
  seal: { digest: string; previous_digest: string | null },
  content: string,
  before: string | null,
): boolean {
  if (seal.digest.startsWith(KEYED)) return seal.digest === chained(seal.previous_digest, content)
  const plain = createHash('sha256').update(linked(seal.previous_digest, content)).digest('hex')
  return seal.digest === plain && !before?.startsWith(KEYED)
}

/** Seals every minute what had been written a minute before. */
export function keepAuditSealed(
  ctx: () => Ctx,
  onFailure: (error: unknown) => void,
  everyMs = 60_000,
): { stop(): void } {
  let horizon: Horizon | undefined
  async function tick() {
    try {
      const sealed = horizon && (await sealAudit(ctx(), horizon))
      // Still waiting for somebody: the same horizon again, or a long transaction would be passed over for ever.
      if (sealed !== null) horizon = await lookAhead(ctx())
    } catch (error) {
      onFailure(error)
    }
  }
  const timer = setInterval(tick, everyMs)
  return { stop: () => clearInterval(timer) }
}
