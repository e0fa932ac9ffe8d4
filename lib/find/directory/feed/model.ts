import type { CountryCode } from 'libphonenumber-js'
import type { Entity } from './entities.ts'

/** Where a record stood: `row` counts records from 1, the header not among them; in JSON it counts documents. */
export type Place = { file: string; row: number }

/**
 * One record as a reader hands it over, already in the shape of HSDS 3.x: the standard's column names, the feed's
 * own ids as keys, values as the feed wrote them. What no column models stands in `extra`.
 */
export type FeedRow = {
  entity: Entity
  /** The feed's own id, or null where it gave none. */
  id: string | null
  values: Record<string, unknown>
  extra?: Record<string, unknown>
  at: Place
  /**
   * Read from a cell that lists ids, not from a table of its own. Dropped where the table says the same.
   */
  implied?: true
  /** The reader made the id up so that children can hang on it; it is not the feed's own. */
  ownId?: false
  /** Set where two tables of one entity number their rows apart: a postal address 7 is not the physical address 7. */
  idSpace?: string
}

/** A sentence of a 1.1 or 2.0 table that 3.x keeps as a text of the service; joined there in the order read. */
export type ServiceText = { serviceId: string; field: 'eligibility_description'; text: string; at: Place }

/** What a reader hands over. */
export type FeedItem = FeedRow | ServiceText

export type Rejection = Place & { field: string | null; reason: string }

/** `example` shows where and what kind of thing, never a person's name, telephone number, e-mail or street. */
export type Note = { code: string; count: number; example: string }

export type Counts = { organizations: number; services: number; locations: number }

export const FORMATS = ['hsds-1.1', 'hsds-2.0', 'hsds-3.x', 'ohana', 'oruk', 'flat'] as const
export type FeedFormat = (typeof FORMATS)[number]

/** What the importer answers. Fixed by the contract: fields may be added, never renamed. */
export type ImportReport = {
  source: string
  format: FeedFormat
  read: Counts
  created: Counts
  updated: Counts
  unchanged: Counts
  withdrawn: Counts
  rejected: Rejection[]
  notes: Note[]
  seconds: number
}

export type Feed = {
  format: FeedFormat
  /** ISO 3166 alpha-2 of telephone numbers without a country code. */
  country?: CountryCode
  /** In the order of the feed, many at a time. */
  rows: AsyncIterable<readonly FeedItem[]>
  /** Readers write what they repaired or could not read here while `rows` runs. */
  findings: Findings
}

/** Collects what is worth telling about a feed. Notes with one code are counted together, the first is the example. */
export class Findings {
  readonly rejected: Rejection[] = []
  readonly #notes = new Map<string, Note>()

  reject(at: Place, field: string | null, reason: string): void {
    this.rejected.push({ file: at.file, row: at.row, field, reason })
  }

  note(code: string, example: string, count = 1): void {
    const known = this.#notes.get(code)
    if (known) known.count += count
    else this.#notes.set(code, { code, count, example })
  }

  get notes(): Note[] {
    return [...this.#notes.values()]
  }
}

export function isServiceText(item: FeedItem): item is ServiceText {
  return 'serviceId' in item
}
