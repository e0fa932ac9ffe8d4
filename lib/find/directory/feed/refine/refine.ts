import type { CountryCode } from 'libphonenumber-js'
import type { Entity } from '../entities.ts'
import { cleanTexts } from './clean-texts.ts'
import { refineAddress, refineLocation } from './location.ts'
import { refineLanguage, refinePhone } from './reach.ts'
import { refineSchedule } from './schedule.ts'
import { refineAccessibility, refineCost, refineDocument, refineService } from './service.ts'

/** A record on its way into the stage. `values` are still raw but for what a refinement has understood. */
export type Draft = { values: Record<string, unknown>; extra: Record<string, unknown> }

/** Where a refinement says what it met. Words and reasons go to the report: nothing personal. */
export type Told = {
  /** Counted by code; the first place is the example. */
  note(code: string): void
  /** The value of this field could not be used; its original stays in `extra`. */
  refuse(field: string, reason: string): void
  /** Telephone numbers without a country code belong to it. */
  country: CountryCode
}

/** Draft in, drafts out: none where the record says nothing, several where one field says several things. */
export type Refinement = (draft: Draft, told: Told) => Draft[]

const REFINEMENTS: Partial<Record<Entity, Refinement>> = {
  service: refineService,
  location: refineLocation,
  address: refineAddress,
  phone: refinePhone,
  language: refineLanguage,
  schedule: refineSchedule,
  accessibility: refineAccessibility,
  required_document: refineDocument,
  cost_option: refineCost,
}

/** Normalises a record of an entity with the rules of `directory/normalise`. */
export function refine(entity: Entity, draft: Draft, told: Told): Draft[] {
  cleanTexts(entity, draft, told)
  return REFINEMENTS[entity]?.(draft, told) ?? [draft]
}

/** Keeps what the feed wrote where Handrail's column will hold something else, or nothing. */
export function keepOriginal(extra: Draft['extra'], column: string, raw: unknown): void {
  const originals = (extra.original ?? {}) as Record<string, unknown>
  extra.original = { ...originals, [column]: originals[column] ?? raw }
}

/** Puts an understood value in place; the original stays beside it where the two differ. */
export function replaceValue({ values, extra }: Draft, column: string, value: unknown): void {
  const raw = values[column]
  if (!isBlank(raw) && String(raw).trim() !== String(value ?? '')) keepOriginal(extra, column, raw)
  values[column] = value
}

export function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '')
}
