import type { Role } from '../../access/actor.ts'
import { requirePermission } from '../../access/permissions.ts'
import { record } from '../../audit/store.ts'
import { DomainError, notFound } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { linkOf, linkToken, tokenPlaceholder } from '../../core/link-token.ts'
import { keyedDigest } from '../../core/seal.ts'
import { type Ctx, type Tx, transact } from '../../db/context.ts'
import type { Locale } from '../../i18n/locales.ts'
import { queueMail } from '../../mail/store.ts'
import { keyring } from '../../runtime/keyring.ts'
import type { MemberRole } from '../model.ts'
import { hashPassword } from '../password.ts'
import { accountByEmail } from '../store.ts'
import { provingCtx } from './sign-in.ts'

/** Roles that each role may give: nobody gives more than they have. */
export const MAY_GIVE: Readonly<Partial<Record<Role, readonly MemberRole[]>>> = {
  administrator: ['coordinator', 'supervisor', 'agency-staff', 'agency-admin', 'steward', 'administrator'],
  supervisor: ['coordinator', 'supervisor'],
  'agency-admin': ['agency-staff', 'agency-admin'],
}

/**
 * That this role of this organization is the actor's to give and to end: the command's half of the database's
 * `app_may_grant`. @throws not-found, as for an organization that does not exist
 */
function requireMayGive({ actor }: Ctx, given: { role: string; organizationId: string }): void {
  const relation = requirePermission(actor, 'membership:manage')
  const own = relation === 'any' || given.organizationId === actor.organizationId
  if (!own || !MAY_GIVE[actor.role]?.some((role) => role === given.role)) throw notFound()
}

/** Invites an address to act for an organization in a role. The mail's link opens a page with a button. */
export async function invite(
  ctx: Ctx,
  input: { email: string; organizationId: string; role: MemberRole; locale: Locale; appUrl: string },
): Promise<void> {
  requireMayGive(ctx, input)
  await transact(ctx, async (tx) => {
    const organization = await tx
      .selectFrom('care_organization')
      .select('name')
      .where('id', '=', input.organizationId)
      .executeTakeFirst()
    if (!organization) throw notFound()
    const id = newId()
    await tx
      .insertInto('invitation')
      .values({
        id,
        email: input.email,
        organization_id: input.organizationId,
        role: input.role,
        token_hash: keyedDigest(keyring(), 'invitation', linkToken(keyring(), id)),
        key_id: keyring().current,
        invited_by: ctx.actor.accountId,
        created_at: ctx.now,
        expires_at: new Date(ctx.now.getTime() + 7 * 86_400_000),
      })
      .execute()
    await queueMail(tx, {
      key: `invitation:${id}`,
      to: input.email,
      template: 'account.invitation',
      locale: input.locale,
      values: { organization: organization.name },
      link: `${input.appUrl}/${input.locale}/invitation/${tokenPlaceholder(keyring(), id)}`,
    })
    await record(tx, ctx, {
      action: 'membership:invite',
      entity: 'invitation',
      entityId: id,
      detail: { role: input.role, organization: input.organizationId },
    })
  })
}

export type OpenInvitation = {
  id: string
  email: string
  organizationName: string
  role: MemberRole
  hasAccount: boolean
}

/** What an invitation is for; undefined when it was used, withdrawn or is over. Reading it changes nothing. */
export async function readInvitation(ctx: Ctx, token: string): Promise<OpenInvitation | undefined> {
  return transact(provingCtx(ctx), (tx) => openInvitation(tx, token, ctx.now))
}

async function openInvitation(
  tx: Tx,
  token: string,
  now: Date,
): Promise<(OpenInvitation & { organizationId: string }) | undefined> {
  const link = linkOf(keyring(), token)
  if (!link) return undefined
  const row = await tx
    .selectFrom('invitation')
    .innerJoin('care_organization', 'care_organization.id', 'invitation.organization_id')
    .select([
      'invitation.id',
      'invitation.email',
      'invitation.role',
      'invitation.organization_id',
      'care_organization.name',
    ])
    .where('invitation.id', '=', link.id)
    .where((where) =>
      where.or([where('invitation.key_id', 'is', null), where('invitation.key_id', '=', link.keyId)]),
    )
    .where('invitation.accepted_at', 'is', null)
    .where('invitation.revoked_at', 'is', null)
    .where('invitation.expires_at', '>', now)
    .executeTakeFirst()
  if (!row) return undefined
  const hasAccount = (await accountByEmail(tx, row.email)) !== undefined
  return {
    id: row.id,
    email: row.email,
    organizationName: row.name,
    organizationId: row.organization_id,
    role: row.role as MemberRole,
    hasAccount,
  }
}

const INVITATION_OVER = 'This invitation was used already or is over. Ask for a new one.'

/** Takes an invitation up: makes the account when there is none, and the membership. @returns the account's id. */
export async function acceptInvitation(
  ctx: Ctx,
  input: { token: string; name: string; password?: string; locale: Locale },
): Promise<string> {
  const proving = provingCtx(ctx)
  // Looked at before the hash: a made-up link must not cost this machine the work of one.
  const open = await readInvitation(ctx, input.token)
  if (!open) throw new DomainError('invalid', INVITATION_OVER)
  const passwordHash = input.password && !open.hasAccount ? await hashPassword(input.password) : null
  const accountId = await transact(proving, async (tx) => {
    const invitation = await openInvitation(tx, input.token, ctx.now)
    const taken =
      invitation &&
      (await tx
        .updateTable('invitation')
        .set({ accepted_at: ctx.now })
        .where('id', '=', invitation.id)
        .where('accepted_at', 'is', null)
        .returning('id')
        .executeTakeFirst())
    if (!invitation || !taken) return undefined
    const account = await accountByEmail(tx, invitation.email)
    const accountId = account?.id ?? newId()
    if (!account)
      await tx
        .insertInto('account')
        .values({
          id: accountId,
          email: invitation.email,
          name: input.name,
          locale: input.locale,
          password_hash: passwordHash,
          email_verified_at: ctx.now,
          created_at: ctx.now,
        })
        .execute()
    await tx
      .insertInto('membership')
      .values({
        id: newId(),
        account_id: accountId,
        organization_id: invitation.organizationId,
        role: invitation.role,
        created_at: ctx.now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await record(tx, proving, {
      action: 'membership:accept',
      entity: 'account',
      entityId: accountId,
      detail: { role: invitation.role },
    })
    return accountId
  })
  if (!accountId) throw new DomainError('invalid', INVITATION_OVER)
  return accountId
}

/** Takes an invitation back: its link is dead from this moment. */
export async function withdrawInvitation(ctx: Ctx, invitationId: string): Promise<void> {
  requirePermission(ctx.actor, 'membership:manage')
  await transact(ctx, async (tx) => {
    const invitation = await tx
      .selectFrom('invitation')
      .select(['role', 'organization_id as organizationId'])
      .where('id', '=', invitationId)
      .executeTakeFirst()
    if (!invitation) throw notFound()
    requireMayGive(ctx, invitation)
    const withdrawn = await tx
      .updateTable('invitation')
      .set({ revoked_at: ctx.now })
      .where('id', '=', invitationId)
      .where('accepted_at', 'is', null)
      .where('revoked_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!withdrawn) throw notFound()
    await record(tx, ctx, {
      action: 'membership:withdraw-invitation',
      entity: 'invitation',
      entityId: invitationId,
    })
  })
}

/**
 * Ends a membership; sessions that wear that hat fall back to another, or to none. Nobody ends their own: an
 * organization would be left without anybody who can invite.
 */
export async function endMembership(ctx: Ctx, membershipId: string): Promise<void> {
  requirePermission(ctx.actor, 'membership:manage')
  await transact(ctx, async (tx) => {
    const membership = await tx
      .selectFrom('membership')
      .select(['account_id', 'role', 'organization_id as organizationId'])
      .where('id', '=', membershipId)
      .executeTakeFirst()
    if (!membership) throw notFound()
    if (membership.account_id === ctx.actor.accountId)
      throw new DomainError('invalid', 'You cannot end your own role. Ask a colleague.')
    requireMayGive(ctx, membership)
    const ended = await tx
      .updateTable('membership')
      .set({ ended_at: ctx.now })
      .where('id', '=', membershipId)
      .where('ended_at', 'is', null)
      .returning(['id', 'account_id'])
      .executeTakeFirst()
    if (!ended) throw notFound()
    await record(tx, ctx, { action: 'membership:end', entity: 'membership', entityId: membershipId })
  })
}

/** The first administrator, from a command on the machine itself: there is no default password to forget. */
export async function createAdministrator(
  ctx: Ctx,
  input: { email: string; name: string; organizationName: string; locale: Locale; appUrl: string },
): Promise<string> {
  return transact(ctx, async (tx) => {
    const organizationId = newId()
    await tx
      .insertInto('care_organization')
      .values({ id: organizationId, name: input.organizationName, refers: true, created_at: ctx.now })
      .execute()
    const id = newId()
    await tx
      .insertInto('invitation')
      .values({
        id,
        email: input.email,
        organization_id: organizationId,
        role: 'administrator',
        token_hash: keyedDigest(keyring(), 'invitation', linkToken(keyring(), id)),
        key_id: keyring().current,
        created_at: ctx.now,
        expires_at: new Date(ctx.now.getTime() + 86_400_000),
      })
      .execute()
    await record(tx, ctx, { action: 'account:first-administrator', entity: 'invitation', entityId: id })
    return `${input.appUrl}/${input.locale}/invitation/${linkToken(keyring(), id)}`
  })
}
