import type { Listing, Place } from './model.ts'

/** Whom or what one may bring. Absent: the listing does not say. */
export type Welcomes = { pets?: boolean; children?: boolean }

const NO_PETS =
  /\b(?:no (?:pets|animals)|(?:pets|animals)\b[^.;]{0,20}\bnot (?:allowed|permitted|accepted)|no se (?:permiten|aceptan) (?:mascotas|animales))/i
const PETS =
  /\b(?:pets? (?:are )?(?:welcome|allowed|accepted|permitted|friendly)|pet[- ]friendly|accepts? (?:your )?pets|bring your pets?|with (?:their |your )?pets|(?:kennels?|pet boarding) (?:on site|available)|se (?:permiten|aceptan) mascotas)/i
const NO_CHILDREN =
  /\b(?:no (?:children|minors)|(?:children|minors)\b[^.;]{0,20}\bnot (?:allowed|permitted|accepted)|adults only|without children|single adults|no se (?:permiten|aceptan) (?:niños|menores))/i
const CHILDREN =
  /\b(?:with or without (?:their |your )?children|(?:and|with) (?:their|your|minor|dependent) (?:minor |dependent )?(?:children|kids)|(?:families|mothers|fathers|parents|women|men|adults|households)(?: and families)? with (?:minor |dependent |young )?(?:children|kids)|children (?:are )?welcome|bring your (?:children|kids)|child ?care (?:is )?(?:provided|on site|available)|play ?room|famil(?:y|ies) shelter|con (?:o sin )?(?:sus )?(?:hijos|niños))/i

export function welcomesOf(listing: Listing, place: Place | null): Welcomes {
  const text = [
    listing.name,
    listing.description,
    listing.eligibilityDescription,
    listing.applicationProcess,
    place?.description,
    place?.location.description,
    ...(place?.location.accessibility ?? []).flatMap(({ description, details }) => [description, details]),
  ]
    .filter(Boolean)
    .join('\n')
  const welcomes: Welcomes = {}
  const pets = NO_PETS.test(text) ? false : PETS.test(text) ? true : undefined
  // "with or without children" speaks of both; it welcomes them
  const children = CHILDREN.test(text) ? true : NO_CHILDREN.test(text) ? false : undefined
  if (pets !== undefined) welcomes.pets = pets
  if (children !== undefined) welcomes.children = children
  return welcomes
}
