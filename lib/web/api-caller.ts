import { resolveApiKey } from '#base/accounts/commands/api-keys.ts'
import type { ApiScope } from '#base/accounts/model.ts'
import { DomainError } from '#base/core/errors.ts'
import type { Ctx } from '#base/db/context.ts'
import { isDatabaseGone } from '#base/db/gone.ts'
import { spend } from '#base/limits/commands.ts'
import { spendMatch } from './spend.ts'

/** Slower than this, the request counts for its address: nobody in a crisis waits for a key to be looked up. */
const PATIENCE_MS = 1500

/** `Authorization: Bearer handrail_…` */
const BEARER = /^Bearer\s+(\S{1,200})$/i

/**
 * Counts one request to the public interface: of its key where it sends one, else of the address that it comes from.
 * @throws DomainError `sign-in-required` for a key that is unknown, ended or for something else; `rate-limited`
 */
export async function countCaller(ctx: Ctx, request: Request, scope: ApiScope): Promise<void> {
  const header = request.headers.get('authorization')
  if (header === null) return spendMatch(ctx)
  const secret = BEARER.exec(header)?.[1] ?? ''
  // Without the database nobody knows whose key it is; what needs none is still answered.
  const known = resolveApiKey(ctx, secret).catch((error) => {
    if (isDatabaseGone(error)) return null
    throw error
  })
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS).unref())
  const key = await Promise.race([known, late])
  if (key === null) return spendMatch(ctx)
  if (!key) {
    // A guess counts like any other request of its address.
    await spendMatch(ctx)
    throw new DomainError(
      'sign-in-required',
      'This key is unknown, was ended or is over. Ask who gave it for another one, or leave the header out.',
    )
  }
  if (!key.scopes.includes(scope))
    throw new DomainError('sign-in-required', 'This key is not for this. Ask who gave it for one that is.')
  await spend(ctx, 'match-by-key', key.id, 'This key made too many requests. Wait a little and try again.')
}
