import type { Selectable } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { notFound } from '../core/errors.ts'
import type { Tx } from '../db/context.ts'
import type { Account as AccountRow, Session as SessionRow } from '../db/schema.ts'
import { isMailLocale } from '../mail/render.ts'
import { readConfig } from '../runtime/config.ts'
import type { Account, MemberRole, Membership, Session } from './model.ts'

export type StoredAccount = Account & {
  passwordHash: string | null
  totpSecret: string | null
  /** The 30-second step of the newest code that was shown; no code of it or before it counts again. */
  totpLastStep: number | null
}

export function toAccount(row: Selectable<AccountRow>): StoredAccount {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    locale: isMailLocale(row.locale) ? row.locale : 'en',
    hasPassword: row.password_hash !== null,
    hasTotp: row.totp_confirmed_at !== null,
    demo: row.demo,
    // Without the demo nobody signs in as its people, whoever kept their passwords.
    deactivatedAt: row.deactivated_at ?? (row.demo && !readConfig().demo ? row.created_at : null),
    passwordHash: row.password_hash,
    totpSecret: row.totp_secret,
    totpLastStep: row.totp_last_step === null ? null : Number(row.totp_last_step),
  }
}

export async function accountByEmail(tx: Tx, email: string): Promise<StoredAccount | undefined> {
  const row = await tx.selectFrom('account').selectAll().where('email', '=', email).executeTakeFirst()
  return row && toAccount(row)
}

export async function lockAccount(tx: Tx, id: string): Promise<StoredAccount | undefined> {
  const row = await tx.selectFrom('account').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row && toAccount(row)
}

/** The actor's own account, locked. @throws not-found for whoever acts without one. */
export async function ownAccount(tx: Tx, actor: Actor): Promise<StoredAccount> {
  const account = actor.accountId ? await lockAccount(tx, actor.accountId) : undefined
  if (!account) throw notFound()
  return account
}

/** Current memberships, the longest-standing first: the hat that a new session wears. */
export async function membershipsOf(tx: Tx, accountId: string): Promise<Membership[]> {
  const rows = await tx
    .selectFrom('membership')
    .innerJoin('care_organization', 'care_organization.id', 'membership.organization_id')
    .select(['membership.id', 'membership.role', 'membership.organization_id', 'care_organization.name'])
    .where('membership.account_id', '=', accountId)
    .where('membership.ended_at', 'is', null)
    .orderBy('membership.created_at')
    .orderBy('membership.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    role: row.role as MemberRole,
    organizationId: row.organization_id,
    organizationName: row.name,
  }))
}

export function toSession(row: Selectable<SessionRow>): Session {
  return {
    id: row.id,
    accountId: row.account_id,
    membershipId: row.membership_id,
    method: row.method as Session['method'],
    secondFactorAt: row.second_factor_at,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    provenAgainAt: row.proven_again_at,
    device: row.device,
  }
}

/** A session of this account that has not ended; undefined for anybody else's. */
export async function openSession(
  tx: Tx,
  input: { accountId: string; sessionId: string },
): Promise<Session | undefined> {
  const row = await tx
    .selectFrom('session')
    .selectAll()
    .where('id', '=', input.sessionId)
    .where('account_id', '=', input.accountId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row && toSession(row)
}

/** Signs the account out everywhere, or everywhere but in one session. */
export async function endSessions(
  tx: Tx,
  input: { accountId: string; now: Date; except?: string },
): Promise<void> {
  await tx
    .updateTable('session')
    .set({ ended_at: input.now })
    .where('account_id', '=', input.accountId)
    .where('ended_at', 'is', null)
    .$if(input.except !== undefined, (query) => query.where('id', '<>', input.except as string))
    .execute()
}
