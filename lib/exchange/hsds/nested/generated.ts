import type { FeedRow, Findings, Place } from '#find/directory/feed/model.ts'
import { isRecord } from './json-file.ts'
import { walk } from './walk.ts'

/**
 * Lines that hold a scraped record beside an HSDS document which a language model wrote from it
 * (`{"source_file", "raw", "hsds"}`). Ids are made up anew in every document, so they mean something only inside it,
 * and a value is taken only where the scraped record says it too.
 */
export function readGenerated(line: Record<string, unknown>, at: Place, findings: Findings): FeedRow[] {
  const { raw, hsds } = line
  if (!isRecord(hsds)) {
    findings.reject(at, 'hsds', 'the document is not JSON')
    return []
  }
  const source = new SourceWords(raw)
  const confirmed = confirm(withoutStrayKeys(hsds), source, (field) =>
    findings.note('not-in-source-record', `${at.file}, row ${at.row}: ${field}`),
  )
  const organization = isRecord(confirmed.organization)
    ? { ...confirmed, ...confirmed.organization }
    : confirmed
  delete organization.organization
  takeProgramsAsServices(organization, () =>
    findings.note('programs-read-as-services', `${at.file}, row ${at.row}`),
  )
  const scope = typeof line.source_file === 'string' ? line.source_file : `${at.file} ${at.row}`
  const rows = walk('organization', { ...organization, scraped: raw }, { at, scope })
  return [...rows, ...linkSinglePlace(rows, at, findings)]
}

/** What the scraped record says, as digits and as words. */
class SourceWords {
  readonly #words: string
  readonly #digits: string

  constructor(raw: unknown) {
    this.#words = JSON.stringify(raw ?? '').toLowerCase()
    this.#digits = this.#words.replace(/\D/g, '')
  }

  hasWords(value: unknown): boolean {
    return this.#words.includes(String(value).trim().toLowerCase())
  }

  hasDigits(value: unknown): boolean {
    return this.#digits.includes(String(value).replace(/\D/g, '').slice(-10))
  }

  /** 16:30 as 16:30, 4:30, 4.30 or, on the full hour, 4. */
  hasTime(value: unknown): boolean {
    const [, hours = '', minutes = '00'] = /^(\d{1,2}):?(\d{2})?/.exec(String(value)) ?? []
    const hour = Number(hours)
    const forms = new Set([hour, ((hour + 11) % 12) + 1])
    const tail = minutes === '00' ? '([:.]?00)?' : `[:.]?${minutes}`
    if ((hour === 12 || hour === 0) && /noon|midnight/.test(this.#words)) return true
    return [...forms].some((form) => new RegExp(`(?<!\\d)0?${form}${tail}(?!\\d)`).test(this.#words))
  }
}

const CHECKS: Readonly<Record<string, (source: SourceWords, value: unknown) => boolean>> = {
  number: (source, value) => source.hasDigits(value),
  postal_code: (source, value) => source.hasDigits(value),
  email: (source, value) => source.hasWords(value),
  opens_at: (source, value) => source.hasTime(value),
  closes_at: (source, value) => source.hasTime(value),
}

/** Keys that point nowhere inside their document give way to where the record stands in it. */
function withoutStrayKeys(document: Record<string, unknown>): Record<string, unknown> {
  const ids = new Set<unknown>()
  const copy = JSON.parse(JSON.stringify(document), (name, value) => {
    if (name === 'id') ids.add(value)
    return value
  }) as Record<string, unknown>
  return JSON.parse(JSON.stringify(copy), (name, value) =>
    /_id$/.test(name) && !ids.has(value) ? undefined : value,
  ) as Record<string, unknown>
}

/** A copy in which values that the source does not say stand under `unconfirmed`, where no column reads them. */
function confirm(record: Record<string, unknown>, source: SourceWords, tell: (field: string) => void) {
  const copy: Record<string, unknown> = {}
  const unconfirmed: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(record)) {
    if (name === 'languages') {
      const [said, guessed] = partLanguages(value, source)
      copy[name] = said
      if (guessed.length > 0) unconfirmed[name] = guessed
    } else if (Array.isArray(value))
      copy[name] = value.map((one) => (isRecord(one) ? confirm(one, source, tell) : one))
    else if (isRecord(value)) copy[name] = confirm(value, source, tell)
    else if (value && CHECKS[name] && !CHECKS[name](source, value)) unconfirmed[name] = value
    else copy[name] = value
  }
  // Half of an opening span would be worse than none.
  if ('opens_at' in unconfirmed !== 'closes_at' in unconfirmed)
    for (const name of ['opens_at', 'closes_at']) {
      if (copy[name]) unconfirmed[name] = copy[name]
      delete copy[name]
    }
  for (const name of Object.keys(unconfirmed)) tell(name)
  return Object.keys(unconfirmed).length > 0 ? { ...copy, unconfirmed } : copy
}

function partLanguages(value: unknown, source: SourceWords): [unknown[], unknown[]] {
  const languages = Array.isArray(value) ? value.filter(isRecord) : []
  const said = languages.filter(({ name }) => name && source.hasWords(name))
  return [said, languages.filter((language) => !said.includes(language))]
}

/** The model files the same thing now as a service, now as a programme; a programme alone could never be found. */
function takeProgramsAsServices(organization: Record<string, unknown>, tell: () => void): void {
  const has = (name: string) => [organization[name]].flat().some(isRecord)
  const name = has('programs') ? 'programs' : 'program'
  if (has('services') || has('service') || !has(name)) return
  organization.services = [organization[name]].flat()
  delete organization[name]
  tell()
}

/** A scraped record is one place: where the document holds one place and no link, its services are there. */
function linkSinglePlace(rows: readonly FeedRow[], at: Place, findings: Findings): FeedRow[] {
  const places = rows.filter((row) => row.entity === 'location')
  const [place] = places
  if (!place || places.length > 1 || rows.some((row) => row.entity === 'service_at_location')) return []
  const services = rows.filter((row) => row.entity === 'service')
  if (services.length === 0) findings.note('organization-without-service', `${at.file}, row ${at.row}`)
  return services.map((service) => ({
    entity: 'service_at_location',
    id: null,
    values: { service_id: service.id, location_id: place.id },
    at,
  }))
}
