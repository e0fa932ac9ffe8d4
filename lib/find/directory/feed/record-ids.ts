import { feedId } from '#base/core/ids.ts'

const GENERATION = 20_000

/**
 * Ids of one source, remembered a while: a feed names the same organization, service and place in row after row,
 * and hashing is what a large import would otherwise spend its time on. Two generations bound the memory.
 */
export class RecordIds {
  readonly #source: string
  #young = new Map<string, string>()
  #old = new Map<string, string>()

  constructor(source: string) {
    this.#source = source
  }

  of(entity: string, originalId: string): string {
    const key = `${entity} ${originalId}`
    const known = this.#young.get(key) ?? this.#old.get(key)
    if (known) return known
    const id = feedId(this.#source, entity, originalId)
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, id)
    return id
  }

  /** For a record without an id of its own: the same words give the same id. */
  ofContent(entity: string, content: string): string {
    return feedId(this.#source, entity, `#${content}`)
  }
}
