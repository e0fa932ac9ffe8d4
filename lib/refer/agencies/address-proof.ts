import { randomBytes } from 'node:crypto'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { proofCode, same } from '#base/core/link-token.ts'
import { keyedDigest } from '#base/core/seal.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { DEFAULT_LOCALE } from '#base/i18n/locales.ts'
import { spend } from '#base/limits/commands.ts'
import { queueMail } from '#base/mail/store.ts'
import { readConfig } from '#base/runtime/config.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { changeAddress, lockKept } from './commands.ts'
import type { Agency } from './model.ts'

/** Long enough for a steward to have the agency read the code to them; a guess has one chance in 200,000. */
const CODE_MINUTES = 60
const CODE_TRIES = 5

export type AddressKind = 'mailbox' | 'text'

const wrong = (path: string, message: string) =>
  new DomainError('invalid', message, { errors: [{ path, message }] })

/**
 * Asks for another mailbox or text number: a code goes to it, and the one on file stays until the code is typed. A text
 * number without a gateway is put on file as it is: nothing is sent to it, and nothing can be, before one is set.
 * @param address an e-mail address, or a number in E.164
 * @throws not-found, rate-limited, invalid when it is on file already
 */
export async function askForAddress(
  ctx: Ctx,
  asked: { agencyId: string; kind: AddressKind; address: string },
): Promise<'code-sent' | 'saved'> {
  requirePermission(ctx.actor, 'agency:keep')
  const { agencyId, kind, address } = asked
  return transact(ctx, async (tx) => {
    const agency = await lockKept(tx, ctx, agencyId)
    if (onFile(agency, kind) === address) throw wrong('address', 'This is the address on file already.')
    if (kind === 'text' && !readConfig().sms) {
      await settle(tx, ctx, agencyId, kind)
      await changeAddress(tx, ctx, agency, kind, address)
      return 'saved'
    }
    await spend(ctx, 'code-mail', agencyId, 'Too many codes for one hour. Please wait, or call.')
    await settle(tx, ctx, agencyId, kind)
    const id = newId()
    const nonce = randomBytes(8).toString('hex')
    await tx
      .insertInto('contact_proof')
      .values({
        id,
        agency_id: agencyId,
        kind,
        address,
        code_hash: digestOf(id, proofCode(keyring(), id, nonce)),
        code_sent_at: ctx.now,
        asked_by: ctx.actor.accountId,
        created_at: ctx.now,
      })
      .execute()
    await queueMail(tx, {
      key: `contact-code:${id}:${nonce}`,
      to: address,
      template: kind === 'mailbox' ? 'agency.new-mailbox' : 'agency.new-text',
      channel: kind === 'mailbox' ? 'mail' : 'text',
      locale: agency.locale ?? DEFAULT_LOCALE,
      values: { agency: agency.name, code: `{code:${id}:${nonce}}` },
    })
    await record(tx, ctx, {
      action: 'agency:ask-address',
      entity: 'agency',
      entityId: agencyId,
      purpose: 'operations',
      detail: { kind },
    })
    return 'code-sent'
  })
}

/**
 * Puts the asked address on file once its code was typed, and tells the mailbox that was there before.
 * @throws not-found without an open request, invalid when the code is wrong, over, or was tried too often
 */
export async function proveAddress(
  ctx: Ctx,
  typed: { agencyId: string; kind: AddressKind; code: string },
): Promise<void> {
  requirePermission(ctx.actor, 'agency:keep')
  const refusal = await transact(ctx, async (tx) => {
    const agency = await lockKept(tx, ctx, typed.agencyId)
    const proof = await tx
      .selectFrom('contact_proof')
      .selectAll()
      .where('agency_id', '=', typed.agencyId)
      .where('kind', '=', typed.kind)
      .where('settled_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!proof) throw notFound()
    if (ctx.now.getTime() - proof.code_sent_at.getTime() > CODE_MINUTES * 60_000)
      return wrong('code', 'That code is over. Ask for a new one.')
    if (proof.attempts >= CODE_TRIES) return wrong('code', 'Too many tries. Ask for a new code.')
    if (!same(proof.code_hash, digestOf(proof.id, typed.code.replace(/\D/g, '')))) {
      await tx
        .updateTable('contact_proof')
        .set({ attempts: proof.attempts + 1 })
        .where('id', '=', proof.id)
        .execute()
      await record(tx, ctx, {
        action: 'agency:prove-address:refused',
        entity: 'agency',
        entityId: agency.id,
        detail: { kind: typed.kind },
      })
      return wrong('code', 'That code is not right. Look at the newest message.')
    }
    await settle(tx, ctx, agency.id, typed.kind)
    await changeAddress(tx, ctx, agency, typed.kind, proof.address)
    await record(tx, ctx, {
      action: 'agency:prove-address',
      entity: 'agency',
      entityId: agency.id,
      purpose: 'operations',
      detail: { kind: typed.kind },
    })
    return undefined
  })
  // After the commit: a wrong try stays counted.
  if (refusal) throw refusal
}

/** Gives up the address that was asked for; what is on file stays. */
export async function forgetAddress(
  ctx: Ctx,
  forgotten: { agencyId: string; kind: AddressKind },
): Promise<void> {
  requirePermission(ctx.actor, 'agency:keep')
  await transact(ctx, async (tx) => {
    await lockKept(tx, ctx, forgotten.agencyId)
    await settle(tx, ctx, forgotten.agencyId, forgotten.kind)
    await record(tx, ctx, {
      action: 'agency:forget-address',
      entity: 'agency',
      entityId: forgotten.agencyId,
      purpose: 'operations',
      detail: { kind: forgotten.kind },
    })
  })
}

const onFile = (agency: Agency, kind: AddressKind) =>
  kind === 'mailbox' ? agency.mailbox : agency.textNumber

const digestOf = (id: string, code: string) => keyedDigest(keyring(), 'contact code', `${id} ${code}`)

async function settle(tx: Tx, ctx: Ctx, agencyId: string, kind: AddressKind): Promise<void> {
  await tx
    .updateTable('contact_proof')
    .set({ settled_at: ctx.now })
    .where('agency_id', '=', agencyId)
    .where('kind', '=', kind)
    .where('settled_at', 'is', null)
    .execute()
}
