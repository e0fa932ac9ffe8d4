import { DomainError } from '#base/core/errors.ts'
import type { Ctx } from '#base/db/context.ts'

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

/**
 * The program that somebody names: by the address of its page here, or by its name as it is listed, in any case.
 * Public facts only. @returns its service's id.
 * @throws invalid when no program, or more than one, has that name.
 */
export async function namedProgram(ctx: Ctx, text: string): Promise<string> {
  const [id] = ID.exec(text) ?? []
  const found = await ctx.db
    .selectFrom('service')
    .select('id')
    .where('withdrawn_at', 'is', null)
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .$if(id === undefined, (query) =>
      query.where((eb) => eb(eb.fn('lower', ['name']), '=', text.trim().toLowerCase())),
    )
    .limit(2)
    .execute()
  const [only, another] = found
  if (only && !another) return only.id
  const message = another
    ? 'Several programs have this name. Paste the address of its page here.'
    : 'We list no program of this name. Write it as it is listed, or paste the address of its page here.'
  throw new DomainError('invalid', message, { errors: [{ path: 'program', message }] })
}
