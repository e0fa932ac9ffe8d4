import { feedId } from '#base/core/ids.ts'
import type { Entity } from './entities.ts'

const GENERATION = 20_000

type Known = { young: Map<string, string>; old: Map<string, string> }

/**
 * Ids of one source, remembered a while: a feed names the same organization, service and place in row after row,
 * and hashing is what a large import would otherwise spend its time on. Two generations an entity bound the memory.
 */
export class RecordIds {
  readonly #source: string
  readonly #known = new Map<Entity, Known>()

  constructor(source: string) {
    this.#source = source
  }

  of(entity: Entity, originalId: string): string {
    let known = this.#known.get(entity)
    if (!known) {
      known = { young: new Map(), old: new Map() }
      this.#known.set(entity, known)
    }
    const before = known.young.get(originalId) ?? known.old.get(originalId)
    if (before) return before
    const id = feedId(this.#source, entity, originalId)
    if (known.young.size >= GENERATION) {
      known.old = known.young
      known.young = new Map()
    }
    known.young.set(originalId, id)
    return id
  }

  /** For a record without an id of its own: the same words give the same id. */
  ofContent(entity: Entity, content: string): string {
    return feedId(this.#source, entity, `#${content}`)
  }
}
