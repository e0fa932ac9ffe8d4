import { describe, expect, it } from 'vitest'
import { useDatabase } from '#testing/database.ts'
import { importTwice, isAbsent, type RealSet } from './fixtures/real-set.ts'

const counts = (organizations: number, services: number, locations: number) => ({
  organizations,
  services,
  locations,
})

/** The large sets, each for half a minute. The small ones stand in sets.test.ts. */
const SETS: RealSet[] = [
  {
    path: 'data/miami-211-2019',
    format: 'hsds-1.1',
    read: counts(1074, 4089, 4089),
    created: counts(1156, 4089, 4089),
    notes: { 'stand-in-organization': 82, 'orphaned-relation': 1, 'term-by-code-only': 'some' },
  },
  {
    path: 'data/dc-cri-2023',
    format: 'hsds-2.0',
    read: counts(399, 1656, 1197),
    created: counts(400, 1639, 1197),
    notes: { 'schedule-without-hours': 'some', 'listed-keys': 'some', 'confidential-place': 'some' },
  },
  {
    path: 'data/dc-cri-2020',
    format: 'hsds-1.1',
    read: counts(233, 957, 436),
    created: counts(233, 948, 436),
    notes: { 'orphaned-relation': 5, 'unnamed-columns': 3 },
  },
  {
    path: 'data/ilao-legal-aid/input',
    mapping: 'data/mappings/ilao.json',
    format: 'flat',
    read: counts(33, 429, 522),
    created: counts(158, 429, 522),
    notes: { 'stand-in-organization': 125, 'confidential-place': 'some' },
  },
  {
    path: 'data/sf-dcyf-2013',
    mapping: 'data/mappings/sf-dcyf.json',
    format: 'flat',
    read: counts(163, 603, 512),
    created: counts(163, 601, 509),
    notes: { encoding: 3, 'approximate-point': 509 },
  },
  {
    path: 'data/haarrrvest-food-2025-08-08',
    format: 'hsds-3.x',
    read: counts(1368, 1197, 1378),
    created: counts(1367, 1194, 1378),
    notes: { 'programs-read-as-services': 922, 'not-in-source-record': 'some' },
  },
]

describe('large real feeds, imported twice into one directory', () => {
  const database = useDatabase()

  for (const set of SETS)
    it.skipIf(isAbsent(set))(`${set.path} (skipped when it is not beside the repository)`, async () => {
      const report = await importTwice(database, set)
      expect(JSON.stringify(report.notes)).not.toMatch(/@|\d{3}\)?[-. ]\d{3}[-. ]\d{4}/)
    })
})
