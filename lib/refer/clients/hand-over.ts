import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { requireClient } from './commands.ts'

/** Gives a client to another coordinator, or adds one to the care team. */
export async function handOver(
  ctx: Ctx,
  give: { clientId: string; toAccountId: string; kind: 'primary' | 'care-team' },
): Promise<void> {
  requirePermission(ctx.actor, 'client:hand-over')
  await transact(ctx, async (tx) => {
    const client = await requireClient(tx, give.clientId)
    const colleague = await tx
      .selectFrom('membership')
      .select('id')
      .where('account_id', '=', give.toAccountId)
      .where('organization_id', '=', client.organizationId)
      .where('role', 'in', ['coordinator', 'supervisor'])
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    if (!colleague)
      throw new DomainError('invalid', 'Choose a coordinator of your organization.', {
        errors: [{ path: 'toAccountId', message: 'Choose a coordinator of your organization.' }],
      })
    // The new row comes first: once the old one has ended, the giver no longer sees the client.
    await tx
      .insertInto('caseload')
      .values({ client_id: give.clientId, account_id: give.toAccountId, kind: give.kind, since: ctx.now })
      .execute()
    await record(tx, ctx, {
      action: 'client:hand-over',
      entity: 'client',
      entityId: give.clientId,
      clientId: give.clientId,
      purpose: 'care',
      detail: { to: give.toAccountId, kind: give.kind },
    })
    if (give.kind === 'primary') {
      // What is left to do goes along: the one who gives the client away could neither see it nor do it.
      await giveTasks(tx, give.clientId, { to: give.toAccountId })
      await tx
        .updateTable('caseload')
        .set({ until: ctx.now })
        .where('client_id', '=', give.clientId)
        .where('kind', '=', 'primary')
        .where('account_id', '<>', give.toAccountId)
        .where('until', 'is', null)
        .execute()
    }
  })
}

/**
 * Takes a colleague off the care team, or leaves it oneself: from now on they do not see the client.
 * @throws not-found for somebody else's client and for who is not on the team; conflict for whoever carries the client,
 * who can only hand over
 */
export async function endCareTeam(ctx: Ctx, end: { clientId: string; accountId: string }): Promise<void> {
  requirePermission(ctx.actor, 'client:hand-over')
  await transact(ctx, async (tx) => {
    await requireClient(tx, end.clientId)
    const kinds = await tx
      .selectFrom('caseload')
      .select('kind')
      .where('client_id', '=', end.clientId)
      .where('account_id', '=', end.accountId)
      .where('until', 'is', null)
      .execute()
    if (kinds.length === 0) throw notFound()
    if (!kinds.some(({ kind }) => kind === 'care-team'))
      throw new DomainError('conflict', 'This person carries the client. Hand the client over instead.')
    // Written down first: whoever leaves does not see the client afterwards.
    await record(tx, ctx, {
      action: 'client:end-care-team',
      entity: 'client',
      entityId: end.clientId,
      clientId: end.clientId,
      purpose: 'care',
      detail: { account: end.accountId },
    })
    const primary = await tx
      .selectFrom('caseload')
      .select('account_id')
      .where('client_id', '=', end.clientId)
      .where('kind', '=', 'primary')
      .where('until', 'is', null)
      .executeTakeFirst()
    if (primary && primary.account_id !== end.accountId)
      await giveTasks(tx, end.clientId, { from: end.accountId, to: primary.account_id })
    await tx
      .updateTable('caseload')
      .set({ until: ctx.now })
      .where('client_id', '=', end.clientId)
      .where('account_id', '=', end.accountId)
      .where('kind', '=', 'care-team')
      .where('until', 'is', null)
      .execute()
  })
}

/** Gives what is still to do for a client to somebody else: all of it, or what one colleague had. */
async function giveTasks(tx: Tx, clientId: string, give: { from?: string; to: string }): Promise<void> {
  const { from, to } = give
  await tx
    .updateTable('task')
    .set({ assigned_to: to })
    .where('client_id', '=', clientId)
    .where('done_at', 'is', null)
    .$if(from !== undefined, (query) => query.where('assigned_to', '=', from as string))
    .execute()
}
