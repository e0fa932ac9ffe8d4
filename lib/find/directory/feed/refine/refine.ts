import type { Entity } from '../entities.ts'

/** A record on its way into the stage. `values` are still raw but for what a refinement has understood. */
export type Draft = { values: Record<string, unknown>; extra: Record<string, unknown> }

/** Says what was understood, repaired or not understood. `words` go to the report: nothing personal. */
export type Told = (code: string, words: string) => void

/** Draft in, drafts out. */
export type Refinement = (draft: Draft, told: Told) => Draft[]

const REFINEMENTS: Partial<Record<Entity, Refinement>> = {}

/** Normalises a record of an entity with the rules of `directory/normalise`. */
export function refine(entity: Entity, draft: Draft, told: Told): Draft[] {
  return REFINEMENTS[entity]?.(draft, told) ?? [draft]
}
