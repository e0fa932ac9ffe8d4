/** One value of a search as it travels in an address or a form: always a list of strings on the wire. */
export type Field<T> = {
  /** `address`: may stand in a URL. `body`: says something about a person and travels in forms only. */
  travels: 'address' | 'body'
  /** What it is when nothing is given. */
  blank: T
  /** Undefined for what cannot be read. Gets only non-empty strings, at least one. */
  read(values: string[]): T | undefined
  write(value: T): string[]
}

export type Travels = Field<unknown>['travels']

/** Text is cut, not refused: what a person wrote is never lost whole. */
export function text(travels: Travels, maxLength: number): Field<string> {
  return {
    travels,
    blank: '',
    read: ([value = '']) => value.trim().slice(0, maxLength),
    write: (value) => (value ? [value] : []),
  }
}

export function wholeNumber(travels: Travels, least: number, most: number): Field<number | null> {
  return {
    travels,
    blank: null,
    read: ([value = '']) => {
      // "$1,200" is how people write an income.
      const number = Number(value.replace(/[$,\s]/g, ''))
      const whole = Math.round(number)
      return Number.isFinite(number) && whole >= least && whole <= most ? whole : undefined
    },
    write: (value) => (value === null ? [] : [String(value)]),
  }
}

export function oneOf<const V extends string>(travels: Travels, values: readonly V[]): Field<V | null> {
  return {
    travels,
    blank: null,
    read: ([value = '']) => values.find((known) => known === value),
    write: (value) => (value === null ? [] : [value]),
  }
}

/** Several of a known set, each once, in the order given. */
export function someOf<V extends string>(
  travels: Travels,
  isKnown: (value: string) => value is V,
): Field<V[]> {
  return {
    travels,
    blank: [],
    read: (values) => {
      const known = values.filter(isKnown)
      return known.length > 0 ? [...new Set(known)] : undefined
    },
    write: (value) => value,
  }
}

export function isIn<const V extends string>(values: readonly V[]): (value: string) => value is V {
  return (value): value is V => (values as readonly string[]).includes(value)
}
