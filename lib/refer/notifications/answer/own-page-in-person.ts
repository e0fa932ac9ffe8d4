import { systemActor } from '#base/access/actor.ts'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { linkToken } from '#base/core/link-token.ts'
import { keyedDigest, oldestKey } from '#base/core/seal.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { localeOfClient } from '#refer/clients/reach.ts'
import { findClient, requireCarrier } from '#refer/clients/store.ts'
import { settleTasksOfClient } from '#refer/referrals/commands/tasks.ts'
import { linkPath } from '../links.ts'
import { linkFor } from '../store.ts'
import { plainCode, plainSigns } from './plain-code.ts'

/** Longer than a card's: behind it stands a person's own page. */
const CODE_LENGTH = 10
const CODE_HOURS = 24

const digestOf = (code: string, keyId: string) => keyedDigest(keyring(), 'own page code', code, keyId)

export type OwnPageInPerson = {
  /** The address with its secret, in the client's language. */
  path: string
  locale: Locale
  /** The same to be read aloud and typed: for one day and once. */
  code: string
}

/**
 * A new private page for a client who cannot be written to, or lost theirs: handed over on paper, as a picture or by voice.
 * Every address that they had before is over. It is shown to who made it once and kept nowhere; who made it stands in the
 * trail that the client reads too. @throws not-found for absent and not carried alike
 */
export async function giveOwnPage(ctx: Ctx, clientId: string): Promise<OwnPageInPerson> {
  requirePermission(ctx.actor, 'client:change')
  return transact(ctx, async (tx) => {
    const client = await findClient(tx, clientId)
    if (!client) throw notFound()
    await requireCarrier(tx, clientId)
    await tx
      .updateTable('access_link')
      .set({ revoked_at: ctx.now })
      .where('client_id', '=', clientId)
      .where('kind', 'in', ['client', 'consent'])
      .where('giver', '=', 'client')
      .where('revoked_at', 'is', null)
      .execute()
    const id = await linkFor(tx, ctx.now, { kind: 'client', clientId })
    const code = plainCode(keyedDigest(keyring(), 'own page', id), CODE_LENGTH)
    await tx
      .updateTable('access_link')
      .set({
        code_hash: digestOf(code, keyring().current),
        code_expires_at: new Date(ctx.now.getTime() + CODE_HOURS * 3_600_000),
      })
      .where('id', '=', id)
      .execute()
    await settleTasksOfClient(tx, ctx, clientId, ['own-page'])
    await record(tx, ctx, {
      action: 'link:own-page',
      entity: 'client',
      entityId: clientId,
      clientId,
      purpose: 'care',
    })
    const locale = localeOfClient(client.record)
    return { path: linkPath.client(locale, linkToken(keyring(), id)), locale, code }
  })
}

/** The private page behind a code that was read aloud; it opens it once. Undefined for any other code. */
export async function openOwnPage(ctx: Ctx, typed: string): Promise<{ token: string } | undefined> {
  const system = { ...ctx, actor: systemActor('own-page') }
  return transact(system, async (tx) => {
    const link = await tx
      .updateTable('access_link')
      .set({ code_hash: null, code_expires_at: null })
      .where('kind', '=', 'client')
      .where(
        'code_hash',
        'in',
        [...keyring().keys.keys()].map((key) => digestOf(plainSigns(typed), key)),
      )
      .where('code_expires_at', '>', ctx.now)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', ctx.now)
      .returning(['id', 'client_id', 'key_id'])
      .executeTakeFirst()
    if (!link?.client_id) return undefined
    await record(tx, system, {
      action: 'link:open-own-page',
      entity: 'access_link',
      entityId: link.id,
      clientId: link.client_id,
    })
    return { token: linkToken(keyring(), link.id, link.key_id ?? oldestKey(keyring())) }
  })
}
