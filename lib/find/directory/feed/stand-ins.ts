import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import type { Findings } from './model.ts'

/**
 * Services that name an organization which the feed does not hold would be lost with their key. The feed does say
 * that the organization exists and which services are its own, so it gets a record: under the name of its own site
 * where it has one, else of the service, with no other fact, and `extra.standIn` says so. Exporters that model an
 * agency, its sites and their programmes leave the site out of organizations.csv.
 */
export async function standInOrganizations(tx: Tx, findings: Findings): Promise<void> {
  const { rows } = await sql<{ original_id: string }>`
    with missing as (
      select distinct on (s.organization_id) s.organization_id as id, s.keys ->> 'organization_id' as original_id,
        s.name, s.file, s.row_number, s.seq
      from stage_service s
      where s.organization_id is not null
        and not exists (select 1 from stage_organization o where o.id = s.organization_id)
      order by s.organization_id, s.seq),
    site as (
      select distinct on (l.organization_id) l.organization_id, l.name
      from stage_location l join missing on missing.id = l.organization_id
      where l.name is not null
      order by l.organization_id, (l.original_id = missing.original_id) desc nulls last, l.seq)
    insert into stage_organization (id, original_id, name, extra, seq, file, row_number)
    select missing.id, missing.original_id, coalesce(site.name, missing.name), '{"standIn": true}',
      missing.seq, missing.file, missing.row_number
    from missing left join site on site.organization_id = missing.id
    returning original_id`.execute(tx)
  const [first] = rows
  if (first)
    findings.note(
      'stand-in-organization',
      `organization ${first.original_id} is named by services and is not in the feed`,
      rows.length,
    )
}

/**
 * Terms that are only named by their code, as where a licensed taxonomy is left out of an export. The code is all
 * that is known and is kept as an opaque string; a bare number or UUID says nothing and stays an orphan.
 */
export async function standInTerms(tx: Tx, findings: Findings): Promise<void> {
  const { rows } = await sql<{ code: string }>`
    insert into stage_taxonomy_term (id, original_id, code, name, extra, seq, file, row_number)
    select distinct on (a.taxonomy_term_id) a.taxonomy_term_id, a.keys ->> 'taxonomy_term_id',
      a.keys ->> 'taxonomy_term_id', coalesce(a.label, a.keys ->> 'taxonomy_term_id'), '{"standIn": true}'::jsonb,
      a.seq, a.file, a.row_number
    from stage_attribute a
    where a.taxonomy_term_id is not null and a.keys ->> 'taxonomy_term_id' ~ '^[A-Za-z]{1,3}([-.0-9]|$)'
      and a.keys ->> 'taxonomy_term_id' !~ '^[0-9a-fA-F]{8}-'
      and not exists (select 1 from stage_taxonomy_term t where t.id = a.taxonomy_term_id)
    order by a.taxonomy_term_id, a.seq
    returning code`.execute(tx)
  const [first] = rows
  if (first) findings.note('term-by-code-only', `code ${first.code}`, rows.length)
}

/** Links read out of a cell that lists ids give way to the table that says the same and may say more. */
export async function dropImpliedLinks(tx: Tx): Promise<void> {
  await sql`delete from stage_service_at_location s using stage_service_at_location said
    where s.implied and not said.implied and said.service_id = s.service_id and said.location_id = s.location_id`.execute(
    tx,
  )
  await sql`delete from stage_attribute s using stage_attribute said
    where s.implied and not said.implied and said.link_id = s.link_id and said.taxonomy_term_id = s.taxonomy_term_id`.execute(
    tx,
  )
}

/** Texts of 1.1 and 2.0 tables that 3.x keeps in the service: joined in the order read, after what it says itself. */
export async function joinServiceTexts(tx: Tx, files: readonly string[], findings: Findings): Promise<void> {
  await sql`update stage_service s set eligibility_description = concat_ws(E'\n', s.eligibility_description, t.words)
    from (select service_id, string_agg(distinct_words.words, E'\n' order by distinct_words.seq) as words
          from (select service_id, words, min(seq) as seq from stage_service_text group by service_id, words) distinct_words
          group by service_id) t
    where s.id = t.service_id`.execute(tx)
  const { rows } = await sql<{
    file: number
    row_number: number
  }>`select t.file, t.row_number from stage_service_text t
    where not exists (select 1 from stage_service s where s.id = t.service_id) order by t.seq`.execute(tx)
  for (const { file, row_number: row } of rows)
    findings.reject({ file: files[file] ?? '', row }, 'service_id', 'no service of this feed has this id')
}
