export type Aligned = {
  cells: string[]
  repair: 'unnamed-columns' | 'surplus-cells' | 'short-row' | 'shifted-row' | null
}

/**
 * Cells of which one can tell by looking whether they stand in the right column. Everything else (names, texts) fits
 * anywhere and says nothing.
 */
const SIGNS: readonly { column: RegExp; fits: RegExp }[] = [
  { column: /(^|_)id$|recordid$/i, fits: /^[A-Za-z0-9][\w.:, -]*$/ },
  { column: /latitude$|^lat$/i, fits: /^-?\d{1,2}(\.\d+)?$/ },
  { column: /longitude$|^lng$|^lon$/i, fits: /^-?\d{1,3}(\.\d+)?$/ },
  { column: /postal_code|^zip/i, fits: /^[A-Z0-9][A-Z0-9 -]{2,9}$/i },
  { column: /^state(_province)?$/i, fits: /^[A-Za-z]{2}\.?$/ },
  { column: /^country$/i, fits: /^[A-Za-z]{2,3}$/ },
  { column: /email$/i, fits: /^\S+@\S+\.\S+$/ },
  { column: /(^|_)(url|website|uri)$/i, fits: /^(https?:\/\/|www\.)?\S+\.\S+$/i },
  { column: /^(phone|number|fax)/i, fits: /^[\d\s()+.x-]{7,}/i },
  { column: /(_at|_date|_from|_to)$/i, fits: /^[\d:/.\-TZ apm]+$/i },
  { column: /^(minimum_age|maximum_age|year_incorporated)$/i, fits: /^\d{1,4}$/ },
]

const MOST_ODD = 500

/** Puts the cells of a row that is longer or shorter than its header back under their columns, or says it cannot. */
export class Realigner {
  readonly #header: string[]
  readonly #signs: (RegExp | null)[]
  #rows = 0
  /** Rows that fit badly and for which no certain shift was found. */
  #odd = 0

  constructor(header: readonly string[]) {
    this.#header = [...header]
    this.#signs = header.map((name) => SIGNS.find(({ column }) => column.test(name))?.fits ?? null)
  }

  /** Column names; longer than the file's own where its header stops short of its rows. */
  get header(): readonly string[] {
    return this.#header
  }

  align(cells: string[]): Aligned | null {
    this.#rows++
    if (this.#rows === 1 && this.#isHeaderShort(cells)) {
      for (let at = this.#header.length; at < cells.length; at++) this.#header.push(`unnamed_${at + 1}`)
      return { cells, repair: 'unnamed-columns' }
    }
    const surplus = cells.length - this.#header.length
    if (surplus === 0) return this.#shifted(cells) ?? { cells, repair: null }
    if (surplus > 0 && cells.slice(this.#header.length).every((cell) => cell === ''))
      return { cells: cells.slice(0, this.#header.length), repair: 'surplus-cells' }
    if (surplus < 0) return this.#lengthen(cells, -surplus)
    return surplus <= 3 ? this.#best(this.#shortened(cells, surplus)) : null
  }

  /** The first row goes on behind the last name and what stands under the names fits them. */
  #isHeaderShort(cells: string[]): boolean {
    const named = cells.slice(0, this.#header.length)
    const beyond = cells.slice(this.#header.length)
    return beyond.length > 1 && this.#misfits(named) === 0 && this.#tells(named)
  }

  /**
   * A row of the right length in which several cells stand beside their column: an empty cell that is too much before
   * them, and one that is missing behind. Files whose every row is odd have a style of their own, not a shift.
   */
  #shifted(cells: string[]): Aligned | null {
    if (this.#odd >= MOST_ODD || this.#misfits(cells) < 2) return null
    const candidates = []
    for (let empty = 0; empty < cells.length; empty++) {
      if (cells[empty] !== '') continue
      const shorter = cells.toSpliced(empty, 1)
      for (let at = 0; at <= shorter.length; at++)
        if (at !== empty) candidates.push(shorter.toSpliced(at, 0, ''))
    }
    const best = this.#best(candidates)
    if (!best) this.#odd++
    return best
  }

  /** Exporters leave trailing empty cells out; that is taken where every tell-tale column then fits. */
  #lengthen(cells: string[], missing: number): Aligned | null {
    const padded = [...cells, ...Array<string>(missing).fill('')]
    if (this.#misfits(padded) === 0) return { cells: padded, repair: 'short-row' }
    const candidates = []
    for (let at = 0; at <= cells.length; at++)
      candidates.push([...cells.slice(0, at), ...Array<string>(missing).fill(''), ...cells.slice(at)])
    return this.#best(candidates)
  }

  /** A comma that should have stood in quotes cut a text in pieces: every way to join `surplus` + 1 neighbours. */
  #shortened(cells: string[], surplus: number): string[][] {
    const candidates = []
    for (let at = 0; at < this.#header.length; at++) {
      const joined = cells.slice(at, at + surplus + 1).join(', ')
      candidates.push([...cells.slice(0, at), joined, ...cells.slice(at + surplus + 1)])
    }
    // A leading row number without a name of its own.
    candidates.push(cells.slice(surplus))
    return candidates
  }

  /** The one way in which every tell-tale cell fits; none or several ways that differ are no certainty. */
  #best(candidates: string[][]): Aligned | null {
    const fitting = candidates.filter((cells) => this.#misfits(cells) === 0 && this.#tells(cells))
    const [only] = fitting
    if (!only) return null
    const same = fitting.every((cells) => cells.join('\u0000') === only.join('\u0000'))
    return same ? { cells: only, repair: 'shifted-row' } : null
  }

  #misfits(cells: string[]): number {
    return cells.filter((cell, at) => cell !== '' && this.#signs[at] && !this.#signs[at].test(cell)).length
  }

  /** At least one tell-tale column besides the first has a value, else everything fits everywhere. */
  #tells(cells: string[]): boolean {
    return cells.some((cell, at) => at > 0 && cell !== '' && this.#signs[at])
  }
}
