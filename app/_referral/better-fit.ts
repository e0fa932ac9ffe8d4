import type { Ctx } from '#base/db/context.ts'
import { namedProgram } from '#find/directory/named-program.ts'
import type { MoveInput } from './move-form.ts'

/** A step whose form may name a program that fits better: its name becomes the program's id. @throws invalid for an unknown one. */
export async function withBetterFit(ctx: Ctx, move: MoveInput): Promise<MoveInput> {
  const { program, ...data } = move.data
  if (typeof program !== 'string') return move
  return { ...move, data: { ...data, betterFitServiceId: await namedProgram(ctx, program) } }
}
