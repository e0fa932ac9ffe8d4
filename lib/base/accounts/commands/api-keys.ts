import { randomBytes } from 'node:crypto'
import { requirePermission } from '../../access/permissions.ts'
import { record } from '../../audit/store.ts'
import { notFound } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { keyedDigest } from '../../core/seal.ts'
import { type Ctx, systemCtx, transact } from '../../db/context.ts'
import { keyring } from '../../runtime/keyring.ts'
import type { ApiKey, ApiScope } from '../model.ts'

/** Begins every key, so that one that is pasted into the wrong place is recognized by whoever finds it. */
const MARK = 'handrail_'

/** How often its use is written down at most: when a key was last needed, not how often. */
const USE_EVERY_MS = 60_000

const digestOf = (secret: string) => keyedDigest(keyring(), 'api key', secret)

/** That keys of this organization are the actor's to keep. @throws not-found, as for one that does not exist */
function requireOwnKeys({ actor }: Ctx, organizationId: string): void {
  const relation = requirePermission(actor, 'api-key:manage')
  if (relation === 'organization' && organizationId !== actor.organizationId) throw notFound()
}

/**
 * Makes a key for a system outside. It opens no person's record: the scopes are those of the public interface, where it
 * gives its holder a limit of their own instead of their address's.
 * @returns the key itself, which is kept nowhere and cannot be shown again
 */
export async function makeApiKey(
  ctx: Ctx,
  input: { organizationId: string; name: string; scopes: readonly ApiScope[]; days: number },
): Promise<string> {
  requireOwnKeys(ctx, input.organizationId)
  const id = newId()
  const secret = MARK + randomBytes(32).toString('base64url')
  await transact(ctx, async (tx) => {
    await tx
      .insertInto('api_key')
      .values({
        id,
        organization_id: input.organizationId,
        name: input.name,
        key_hash: digestOf(secret),
        scopes: [...input.scopes],
        created_by: ctx.actor.accountId,
        created_at: ctx.now,
        expires_at: new Date(ctx.now.getTime() + input.days * 86_400_000),
      })
      .execute()
    await record(tx, ctx, {
      action: 'api-key:make',
      entity: 'api_key',
      entityId: id,
      detail: { scopes: input.scopes, days: input.days, organization: input.organizationId },
    })
  })
  return secret
}

/** Ends a key: the next request with it is refused. @throws not-found for absent, ended and another organization's alike */
export async function revokeApiKey(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, 'api-key:manage')
  await transact(ctx, async (tx) => {
    const key = await tx
      .selectFrom('api_key')
      .select('organization_id')
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!key) throw notFound()
    requireOwnKeys(ctx, key.organization_id)
    await tx.updateTable('api_key').set({ revoked_at: ctx.now }).where('id', '=', id).execute()
    await record(tx, ctx, { action: 'api-key:revoke', entity: 'api_key', entityId: id })
  })
}

/** The keys of an organization that work today, the newest first. @throws not-found for another's organization */
export async function apiKeysOf(ctx: Ctx, organizationId: string): Promise<ApiKey[]> {
  requireOwnKeys(ctx, organizationId)
  return transact(ctx, async (tx) => {
    const rows = await tx
      .selectFrom('api_key')
      .select(['id', 'name', 'scopes', 'expires_at as expiresAt', 'last_used_at as lastUsedAt'])
      .where('organization_id', '=', organizationId)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', ctx.now)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .execute()
    return rows.map((row) => ({ ...row, scopes: row.scopes as ApiScope[] }))
  })
}

/** Whose key this is and what it is for; undefined when it is unknown, ended or over. Its use is written down. */
export async function resolveApiKey(
  ctx: Ctx,
  secret: string,
): Promise<{ id: string; scopes: readonly ApiScope[] } | undefined> {
  if (!secret.startsWith(MARK)) return undefined
  return transact(systemCtx(ctx.db, 'api-key', ctx.now), async (tx) => {
    const key = await tx
      .selectFrom('api_key')
      .select(['id', 'scopes', 'last_used_at'])
      .where('key_hash', '=', digestOf(secret))
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', ctx.now)
      .executeTakeFirst()
    if (!key) return undefined
    if (!key.last_used_at || ctx.now.getTime() - key.last_used_at.getTime() > USE_EVERY_MS)
      await tx.updateTable('api_key').set({ last_used_at: ctx.now }).where('id', '=', key.id).execute()
    return { id: key.id, scopes: key.scopes as ApiScope[] }
  })
}
