import { sql } from 'kysely'
import { z } from 'zod'
import { notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { STATUSES } from './model.ts'
import type { ListPlace } from './queries/list.ts'

/**
 * What a list of referrals is narrowed to. It may stand in an address: it says nothing about any person. Those that are
 * over are a list of their own.
 */
export const viewSchema = z.object({
  status: z.enum(STATUSES).optional().catch(undefined),
  late: z.literal('1').optional().catch(undefined),
  ended: z.literal('1').optional().catch(undefined),
  holder: z.enum(['mine', 'nobody']).optional().catch(undefined),
})
export type ReferralViewFilter = z.infer<typeof viewSchema>

/** Where a page of a list begins, as it stands in an address: an instant in milliseconds and an id. */
const placeSchema = z
  .string()
  .regex(/^(\d+|-)_[0-9a-f-]{36}$/)
  .transform((text): ListPlace => {
    const [at = '', id = ''] = text.split('_')
    return { at: at === '-' ? null : new Date(Number(at)), id }
  })

export const placeText = ({ at, id }: ListPlace): string => `${at?.getTime() ?? '-'}_${id}`

/** Null for the first page, and for an address that nobody made here. */
export const readPlace = (text: unknown): ListPlace | null => placeSchema.safeParse(text).data ?? null

export const LISTS = ['inbox', 'referrals'] as const
export type ListName = (typeof LISTS)[number]

export type SavedView = { id: string; name: string; filter: ReferralViewFilter }

/** The actor's own saved views of a list, by name. */
export async function savedViews(ctx: Ctx, list: ListName): Promise<SavedView[]> {
  return transact(ctx, async (tx) => {
    const rows = await tx
      .selectFrom('saved_view')
      .select(['id', 'name', 'filter'])
      .where('account_id', '=', ctx.actor.accountId)
      .where('organization_id', '=', ctx.actor.organizationId)
      .where('list', '=', list)
      .orderBy('name')
      .orderBy('id')
      .execute()
    return rows.map((row) => ({ id: row.id, name: row.name, filter: viewSchema.parse(row.filter) }))
  })
}

export async function saveView(
  ctx: Ctx,
  view: { list: ListName; name: string; filter: ReferralViewFilter },
): Promise<void> {
  const { accountId, organizationId } = ctx.actor
  if (!accountId || !organizationId) throw notFound()
  await transact(ctx, (tx) =>
    tx
      .insertInto('saved_view')
      .values({
        id: newId(),
        account_id: accountId,
        organization_id: organizationId,
        list: view.list,
        name: view.name,
        filter: sql`${JSON.stringify(view.filter)}::text::jsonb`,
        created_at: ctx.now,
      })
      .execute(),
  )
}

/** @throws not-found for a view that is not the actor's. */
export async function dropView(ctx: Ctx, viewId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const gone = await tx
      .deleteFrom('saved_view')
      .where('id', '=', viewId)
      .where('account_id', '=', ctx.actor.accountId)
      .returning('id')
      .executeTakeFirst()
    if (!gone) throw notFound()
  })
}
