import { describe, expect, it } from 'vitest'
import { useDatabase } from '#testing/database.ts'
import { importTwice, isAbsent, type RealSet } from './fixtures/real-set.ts'

const counts = (organizations: number, services: number, locations: number) => ({
  organizations,
  services,
  locations,
})

/** Small sets; the large ones stand in sets.soak.test.ts. Without the shared folder all are skipped by name. */
const SETS: RealSet[] = [
  {
    path: 'gold/pairs/data',
    format: 'hsds-3.x',
    read: counts(27, 32, 31),
    created: counts(27, 32, 31),
  },
  {
    path: 'data/ohana-sample',
    format: 'ohana',
    read: counts(20, 159, 158),
    created: counts(20, 159, 158),
  },
  {
    path: 'data/hsds-1.1-sample',
    format: 'hsds-1.1',
    read: counts(10, 13, 10),
    created: counts(10, 13, 10),
  },
  {
    path: 'data/hsds-3.0-examples',
    format: 'hsds-3.x',
    read: counts(1, 4, 5),
    created: counts(1, 1, 1),
    notes: { 'repeated-row': 'some' },
  },
  {
    path: 'data/oruk-3.0-mocks',
    format: 'oruk',
    read: counts(1, 87, 1),
    created: counts(1, 1, 1),
    notes: { 'document-not-read': 2 },
  },
  {
    path: 'data/streetlives-nyc-2018',
    mapping: 'data/mappings/streetlives-nyc.json',
    format: 'flat',
    read: counts(54, 190, 75),
    created: counts(54, 184, 75),
    notes: { 'approximate-point': 75 },
  },
  {
    path: 'data/ilao-legal-aid/output',
    format: 'hsds-1.1',
    read: counts(33, 430, 520),
    created: counts(158, 429, 520),
    notes: { 'stand-in-organization': 125, 'organization-address-kept': 'some' },
  },
  {
    path: 'data/linksf-2014',
    mapping: 'data/mappings/linksf.json',
    format: 'flat',
    read: counts(76, 96, 76),
    created: counts(76, 96, 76),
  },
  {
    path: 'data/forsyth-nc-pantries',
    mapping: 'data/mappings/forsyth-nc.json',
    format: 'flat',
    read: counts(58, 62, 58),
    created: counts(58, 62, 58),
  },
  {
    path: 'data/hawaii-food-2021',
    mapping: 'data/mappings/hawaii-food.json',
    format: 'flat',
    read: counts(67, 67, 67),
    created: counts(67, 67, 67),
  },
  {
    path: 'data/madrid-2015',
    mapping: 'data/mappings/madrid.json',
    format: 'flat',
    read: counts(139, 139, 139),
    created: counts(139, 139, 139),
  },
]

describe('real feeds, imported twice into one directory', () => {
  const database = useDatabase()

  for (const set of SETS)
    it.skipIf(isAbsent(set))(
      `${set.path} (skipped when it is not beside the repository)`,
      { timeout: 120_000 },
      async () => {
        const report = await importTwice(database, set)
        expect(JSON.stringify(report.notes)).not.toMatch(/@|\d{3}\)?[-. ]\d{3}[-. ]\d{4}/)
      },
    )
})
