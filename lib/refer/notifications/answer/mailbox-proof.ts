import { randomBytes } from 'node:crypto'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { proofCode, same } from '#base/core/link-token.ts'
import { keyedDigest } from '#base/core/seal.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { DEFAULT_LOCALE } from '#base/i18n/locales.ts'
import { spend } from '#base/limits/commands.ts'
import { queueMail } from '#base/mail/store.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { mailboxFor } from '#refer/agencies/held-mailbox.ts'
import type { Agency } from '#refer/agencies/model.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { knocking } from './link-actor.ts'
import { type AccessLink, lockLink, referralLinkState } from './store.ts'

/** A code lives as long as it takes to open a mailbox, and bears a few slips of the finger. */
const CODE_MINUTES = 15
const CODE_TRIES = 5

/** Mails a code to the address on file, and to no other. At most one a minute. */
export async function sendProofCode(ctx: Ctx, token: string): Promise<void> {
  await transact(knocking(ctx), async (tx) => {
    const { link, mailbox, agency } = await liveLink(tx, ctx, token)
    if (!mailbox)
      throw new DomainError('conflict', 'There is no mailbox on file. Please answer by telephone.')
    const recent =
      link.code_expires_at && link.code_expires_at.getTime() - ctx.now.getTime() > (CODE_MINUTES - 1) * 60_000
    if (recent) return
    await spend(ctx, 'code-mail', link.id, 'Too many codes for one hour. Please wait, or call.')
    const nonce = randomBytes(8).toString('hex')
    await tx
      .updateTable('access_link')
      .set({
        code_hash: keyedDigest(keyring(), 'code check', `${link.id} ${proofCode(keyring(), link.id, nonce)}`),
        code_expires_at: new Date(ctx.now.getTime() + CODE_MINUTES * 60_000),
        code_attempts: 0,
      })
      .where('id', '=', link.id)
      .execute()
    await queueMail(tx, {
      key: `code:${link.id}:${nonce}`,
      to: mailbox,
      template: 'agency.code',
      locale: agency.locale ?? DEFAULT_LOCALE,
      values: { agency: agency.name, code: `{code:${link.id}:${nonce}}` },
      ...(link.referral_id && { referralId: link.referral_id }),
    })
    await record(tx, knocking(ctx, link), {
      action: 'link:send-code',
      entity: 'access_link',
      entityId: link.id,
    })
  })
}

/** @returns the proof that this browser keeps in a cookie. @throws when the code is wrong, over, or was tried too often. */
export async function proveMailbox(ctx: Ctx, token: string, code: string): Promise<string> {
  const outcome = await transact(knocking(ctx), async (tx) => {
    const { link, atAgency } = await liveLink(tx, ctx, token)
    const wrong = (message: string) =>
      new DomainError('invalid', message, { errors: [{ path: 'code', message }] })
    if (!link.code_hash || !link.code_expires_at || link.code_expires_at <= ctx.now)
      return wrong('That code is over. Ask for a new one.')
    if (link.code_attempts >= CODE_TRIES) return wrong('Too many tries. Ask for a new code.')
    if (
      !same(link.code_hash, keyedDigest(keyring(), 'code check', `${link.id} ${code.replace(/\s/g, '')}`))
    ) {
      await tx
        .updateTable('access_link')
        .set({ code_attempts: link.code_attempts + 1 })
        .where('id', '=', link.id)
        .execute()
      await record(tx, knocking(ctx, link), {
        action: 'link:prove:refused',
        entity: 'access_link',
        entityId: link.id,
      })
      return wrong('That code is not right. Look at the newest message.')
    }
    const proof = randomBytes(24).toString('base64url')
    await tx
      .updateTable('access_link')
      .set({
        proven_at: ctx.now,
        proof_hash: keyedDigest(keyring(), 'proof', proof),
        code_hash: null,
        code_expires_at: null,
      })
      .where('id', '=', link.id)
      .execute()
    if (link.agency_id && atAgency)
      await tx
        .updateTable('agency')
        .set({ mailbox_confirmed_at: ctx.now })
        .where('id', '=', link.agency_id)
        .execute()
    await record(tx, knocking(ctx, link), { action: 'link:prove', entity: 'access_link', entityId: link.id })
    return proof
  })
  if (outcome instanceof DomainError) throw outcome
  return outcome
}

async function liveLink(
  tx: Tx,
  ctx: Ctx,
  token: string,
): Promise<{
  link: AccessLink
  mailbox: string | null
  agency: Agency
  /** The mailbox is the one on the agency's file. */
  atAgency: boolean
}> {
  const link = await lockLink(tx, token)
  const agency = link?.agency_id && (await findAgency(tx, link.agency_id))
  if (!link || !agency || (await referralLinkState(tx, link, ctx.now)) !== 'live') throw notFound()
  const mailbox = await mailboxFor(tx, agency, link.referral_id)
  return { link, mailbox, agency, atAgency: mailbox === agency.mailbox }
}
