import { CompiledQuery, sql } from 'kysely'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { DomainError } from '../core/errors.ts'
import { keyedDigest } from '../core/seal.ts'
import { type Ctx, type Database, systemCtx, transact } from '../db/context.ts'
import { readConfig } from '../runtime/config.ts'
import { keyring } from '../runtime/keyring.ts'
import { LIMITS, type LimitName } from './model.ts'
import { addressKey, pointsFor } from './setting.ts'

type Limiters = Map<string, RateLimiterPostgres>
const limiters = new WeakMap<Database, Limiters>()

/**
 * Counts one use of a limit, over all processes of this database. Counted also when what follows fails: a try is a try.
 * @param key whose limit it is: an address, or the id of an account, a mailbox or a link. Kept only as a keyed digest.
 * @throws DomainError `rate-limited`, with the seconds until the next use is allowed
 */
export async function spend(ctx: Ctx, name: LimitName, key: string, refusal: string): Promise<void> {
  const points = pointsFor(name, key, readConfig().rateLimit)
  if (points === null) return
  const counted = LIMITS[name].by === 'address' ? addressKey(key) : key
  try {
    await limiterOf(ctx.db, name, points).consume(keyedDigest(keyring(), `limit ${name}`, counted))
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    throw new DomainError('rate-limited', refusal, {
      retryAfter: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
    })
  }
}

/**
 * Counts what somebody does by a mailed link, whoever holds it and from wherever; people who sign in are not counted.
 * @throws DomainError `rate-limited`
 */
export async function spendOfLink(ctx: Ctx, name: LimitName, refusal: string): Promise<void> {
  const { via } = ctx.actor
  if (via?.startsWith('link:')) await spend(ctx, name, via, refusal)
}

function limiterOf(db: Database, name: LimitName, points: number): RateLimiterPostgres {
  const own = limiters.get(db) ?? new Map()
  limiters.set(db, own)
  const key = `${name} ${points}`
  const limiter = own.get(key) ?? makeLimiter(db, name, points)
  own.set(key, limiter)
  return limiter
}

function makeLimiter(db: Database, name: LimitName, points: number): RateLimiterPostgres {
  const window = { points, duration: LIMITS[name].seconds, keyPrefix: name }
  return new RateLimiterPostgres({
    ...window,
    storeClient: storeOf(db),
    storeType: 'client',
    tableName: 'rate_limit',
    tableCreated: true,
    // Whoever is refused is refused from memory until the window ends: a flood does not reach the database.
    inMemoryBlockOnConsumed: points,
    // Without its database a process still counts what it sees itself.
    insuranceLimiter: new RateLimiterMemory(window),
  })
}

type Query = { text: string; values?: unknown[] }

/** Slower than this, the process counts for itself: nobody in a crisis waits for a counter. */
const PATIENCE_MS = 1500

/** The one method of a PostgreSQL client that the limiter uses, as the system, whom alone the policy of the table lets in. */
function storeOf(db: Database) {
  return {
    query: ({ text, values = [] }: Query) => {
      const counted = transact(systemCtx(db, 'limits'), async (tx) => {
        // A count that a crash of the server loses harms nobody; waiting for the disk at each search would.
        await sql`set local synchronous_commit = off`.execute(tx)
        return tx.executeQuery(CompiledQuery.raw(text, values))
      })
      const late = new Promise<never>((_, reject) =>
        setTimeout(() => reject(new Error('The counter is slow.')), PATIENCE_MS).unref(),
      )
      return Promise.race([counted, late])
    },
  }
}
