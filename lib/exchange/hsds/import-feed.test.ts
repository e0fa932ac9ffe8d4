import { describe, expect, it } from 'vitest'
import { systemCtx } from '#base/db/context.ts'
import { type OnProgress, PHASES, type Phase } from '#find/directory/feed/progress.ts'
import { useDatabase } from '#testing/database.ts'
import { testFolder } from '#testing/folder.ts'
import { PACKAGE_1_1 } from './fixtures/package-1.1.ts'
import { writeFeed } from './fixtures/write-feed.ts'
import { importFeed } from './import-feed.ts'

describe('importing a 1.1 package', () => {
  const database = useDatabase()
  const folder = testFolder()
  const bring = (
    files: Record<string, string | Buffer>,
    more: { dryRun?: boolean; allowShrink?: boolean; onProgress?: OnProgress } = {},
  ) =>
    importFeed(systemCtx(database.db, 'test'), {
      where: writeFeed(folder, files),
      source: { key: 'cedar' },
      allowPrivate: false,
      ...more,
    })
  const owner = () => database.owner

  it('brings every table in, upgraded to 3.x', async () => {
    const { outcome, report } = await bring(PACKAGE_1_1)
    expect(outcome).toBe('imported')
    expect(report).toMatchObject({
      source: 'cedar',
      format: 'hsds-1.1',
      read: { organizations: 2, services: 3, locations: 2 },
      created: { organizations: 2, services: 3, locations: 2 },
      withdrawn: { organizations: 0, services: 0, locations: 0 },
    })
    const cedar = await owner()
      .selectFrom('organization')
      .selectAll()
      .where('original_id', '=', 'o1')
      .executeTakeFirstOrThrow()
    expect(cedar).toMatchObject({
      name: 'Cedar Street Helpers',
      description: 'We help & listen.',
      website: 'https://www.cedar.example',
    })
    expect(cedar.extra).toMatchObject({
      original: { description: '<p>We help &amp; listen.</p>' },
      addresses: [{ address_1: 'PO Box 9', address_type: 'postal' }],
    })
    const services = await owner().selectFrom('service').selectAll().orderBy('original_id').execute()
    expect(
      services.map(({ fees_description, eligibility_description }) => [
        fees_description,
        eligibility_description,
      ]),
    ).toEqual([
      ['Free', null],
      [null, 'adult\nBexar County residents only'],
      [null, null],
    ])
  })

  it('normalises and keeps what the feed wrote', async () => {
    const phones = await owner()
      .selectFrom('phone')
      .select(['number', 'e164', 'extension'])
      .orderBy('e164')
      .execute()
    expect(phones.map(({ e164, extension }) => [e164, extension])).toEqual([
      ['+12105550101', '7'],
      ['+12105550102', null],
      ['+12105550103', null],
    ])
    const languages = await owner()
      .selectFrom('language')
      .select(['code', 'spoken_by', 'service_id', 'phone_id'])
      .execute()
    expect(
      languages
        .filter((language) => language.service_id)
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['es', 'ht'])
    expect(
      languages
        .filter((language) => language.phone_id)
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['en', 'es'])
    const locations = await owner().selectFrom('location').selectAll().orderBy('original_id').execute()
    expect(locations[0]).toMatchObject({
      coordinates_origin: 'feed',
      county: '48029',
      timezone: 'America/Chicago',
    })
    expect(locations[1]).toMatchObject({ coordinates_origin: 'zip-centroid', location_type: 'physical' })
    expect(locations[1]?.extra).toEqual({ original: { latitude: '0', longitude: '0' } })
    const address = await owner()
      .selectFrom('address')
      .selectAll()
      .where('original_id', '=', 'd1')
      .executeTakeFirstOrThrow()
    expect(address).toMatchObject({
      address_2: 'Floor 2, Room 4',
      state_province: 'TX',
      address_type: 'physical',
    })
    const area = await owner().selectFrom('service_area').selectAll().executeTakeFirstOrThrow()
    expect(area.codes).toEqual(['state:TX'])
  })

  it('makes schedules of weekdays, of nights past midnight and of closures', async () => {
    const rows = await owner().selectFrom('schedule').selectAll().execute()
    const said = rows.map(({ byday, opens_at, closes_at, closed, valid_from }) => [
      byday,
      opens_at,
      closes_at,
      closed,
      valid_from,
    ])
    expect(said).toEqual(
      expect.arrayContaining([
        ['MO', '09:00', '17:00', false, null],
        ['TU', '09:00', '17:00', false, null],
        ['FR,SA', '22:00', '02:00', false, null],
        [null, null, null, true, '2026-12-24'],
      ]),
    )
    expect(rows).toHaveLength(4)
    expect(new Set(rows.map((row) => row.timezone_name))).toEqual(new Set(['America/Chicago']))
  })

  it('links terms by the list in a cell, and keeps a code whose term is not there as a bare code', async () => {
    const terms = await owner()
      .selectFrom('attribute')
      .innerJoin('taxonomy_term', 'taxonomy_term.id', 'attribute.taxonomy_term_id')
      .select(['code', 'taxonomy_term.name', 'taxonomy_term.original_id'])
      .orderBy('taxonomy_term.original_id')
      .execute()
    expect(terms.map(({ name }) => name)).toEqual(['Food pantries', 'Rent payment', 'T-3'])
    const payment = await owner()
      .selectFrom('attribute')
      .selectAll()
      .where('link_type', '=', 'payment_accepted')
      .execute()
    expect(payment.map(({ value }) => value)).toEqual(['cash'])
  })

  it('creates and updates nothing the second time, in any table', async () => {
    const { report } = await bring(PACKAGE_1_1)
    const none = { organizations: 0, services: 0, locations: 0 }
    expect(report).toMatchObject({ created: none, updated: none, withdrawn: none })
    expect(report.unchanged).toEqual({ organizations: 2, services: 3, locations: 2 })
  })

  it('tells how far it is, from the first byte until all is saved', async () => {
    const told: { phase: Phase; done: number; all: number }[] = []
    await bring(PACKAGE_1_1, { onProgress: (phase, done, all) => told.push({ phase, done, all }) })
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual([...PHASES])
    for (const name of PHASES) {
      const steps = told.filter(({ phase }) => phase === name)
      expect(steps.map(({ done }) => done)).toEqual(steps.map(({ done }) => done).sort((a, b) => a - b))
      expect(steps.at(-1)?.done).toBe(steps.at(-1)?.all)
    }
  })

  it('says what would change and changes nothing in a dry run', async () => {
    const files = {
      ...PACKAGE_1_1,
      'organizations.csv': PACKAGE_1_1['organizations.csv'].replace('Lawyers.', 'Counsel.'),
    }
    const applied = await bring(files, { dryRun: true })
    expect(applied.report.updated.organizations).toBe(1)
    expect(applied).toMatchObject({
      difference: {
        changes: [{ entity: 'organization', change: 'updated', originalId: 'o2', fields: ['description'] }],
      },
    })
    const row = await owner()
      .selectFrom('organization')
      .select('description')
      .where('original_id', '=', 'o2')
      .executeTakeFirst()
    expect(row?.description).toContain('Lawyers.')
  })

  it('refuses a feed that lost more than a third, and withdraws when told to', async () => {
    const services = PACKAGE_1_1['services.csv'].split('\n').slice(0, 2).join('\n')
    const files = { ...PACKAGE_1_1, 'services.csv': services }
    const refused = await bring(files)
    expect(refused).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('--allow-shrink') })
    const live = () =>
      owner().selectFrom('service').select('original_id').where('withdrawn_at', 'is', null).execute()
    expect(await live()).toHaveLength(3)
    const { report } = await bring(files, { allowShrink: true })
    expect(report.withdrawn.services).toBe(2)
    expect(await live()).toEqual([{ original_id: 's1' }])
    const { report: again } = await bring(PACKAGE_1_1)
    expect(again.updated.services).toBe(2)
    expect(await live()).toHaveLength(3)
  })

  it('derives needs, rules and cards in the same transaction', async () => {
    const needs = await owner()
      .selectFrom('service_need')
      .innerJoin('service', 'service.id', 'service_id')
      .select(['need_id', 'original_id'])
      .execute()
    expect(needs).toEqual(expect.arrayContaining([{ need_id: 'food.pantry', original_id: 's1' }]))
    const runs = await owner().selectFrom('import_run').select('outcome').orderBy('started_at').execute()
    expect(runs.map((run) => run.outcome)).toContain('refused')
  })
})
