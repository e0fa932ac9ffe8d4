-- The directory: HSDS 3.x in full. Names and meanings are the standard's; columns of our own carry a comment.

-- Where listings come from. `key` is what `npm run import --source` was given.
create table source (
  key text primary key,
  name text not null,
  format text,
  url text,
  licence text,
  created_at timestamptz not null default now(),
  imported_at timestamptz
);

create table import_run (
  id uuid primary key,
  source_key text not null references source,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text check (outcome in ('imported', 'refused', 'failed')),
  report jsonb
);
create index import_run_source on import_run (source_key, started_at desc);

create table organization (
  id uuid primary key,
  name text not null,
  alternate_name text,
  description text not null default '',
  email text,
  website text,
  legal_status text,
  year_incorporated int,
  logo text,
  uri text,
  tax_status text,
  tax_id text,
  parent_organization_id uuid references organization deferrable initially deferred,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index organization_source on organization (source_key);
create index organization_name_trgm on organization using gin (name gin_trgm_ops);

create table organization_identifier (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade deferrable initially deferred,
  identifier_scheme text,
  identifier_type text not null,
  identifier text not null,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index organization_identifier_source on organization_identifier (source_key);
create index organization_identifier_organization on organization_identifier (organization_id);

create table program (
  id uuid primary key,
  organization_id uuid references organization on delete cascade deferrable initially deferred,
  name text not null,
  alternate_name text,
  description text not null default '',
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index program_source on program (source_key);
create index program_organization on program (organization_id);

create table service (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade deferrable initially deferred,
  program_id uuid references program deferrable initially deferred,
  name text not null,
  alternate_name text,
  description text not null default '',
  url text,
  email text,
  status text not null default 'active' check (status in ('active', 'inactive', 'defunct', 'temporarily closed')),
  interpretation_services text,
  application_process text,
  fees_description text,
  wait_time text,
  fees text,
  accreditations text,
  licenses text,
  eligibility_description text,
  minimum_age numeric,
  maximum_age numeric,
  alert text,
  assured_date date,
  assurer_email text,
  last_modified timestamptz,
  -- 'in-person' | 'phone' | 'online' | 'home' as the feed states it; what is derived stands in service_card
  delivery text[] not null default '{}',
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index service_source on service (source_key);
create index service_organization on service (organization_id);
create index service_program on service (program_id);
create index service_name_trgm on service using gin (name gin_trgm_ops);

create table location (
  id uuid primary key,
  organization_id uuid references organization on delete cascade deferrable initially deferred,
  location_type text not null default 'physical' check (location_type in ('physical', 'postal', 'virtual')),
  name text,
  alternate_name text,
  description text,
  url text,
  transportation text,
  external_identifier text,
  external_identifier_type text,
  -- Degrees, WGS 84. Null when unknown, not trusted, or confidential (then confidential_address holds it).
  latitude double precision check (latitude between -90 and 90),
  longitude double precision check (longitude between -180 and 180),
  -- 'feed' as published, 'zip-centroid' approximate
  coordinates_origin text check (coordinates_origin in ('feed', 'zip-centroid')),
  county text,
  timezone text,
  -- A confidential place never leaves this database but to the roles that confidential_address names.
  confidential boolean not null default false,
  confidential_reason text,
  -- Held back until a steward releases it (a shelter bed whose feed does not say that its address is public).
  held_at timestamptz,
  released_at timestamptz,
  released_by uuid,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index location_source on location (source_key);
create index location_organization on location (organization_id);

create table service_at_location (
  id uuid primary key,
  service_id uuid not null references service on delete cascade deferrable initially deferred,
  location_id uuid not null references location on delete cascade deferrable initially deferred,
  description text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index service_at_location_source on service_at_location (source_key);
create index service_at_location_service on service_at_location (service_id);
create index service_at_location_location on service_at_location (location_id);

-- Public addresses only.
create table address (
  id uuid primary key,
  location_id uuid not null references location on delete cascade deferrable initially deferred,
  address_type text not null default 'physical' check (address_type in ('physical', 'postal', 'virtual')),
  attention text,
  address_1 text,
  address_2 text,
  city text,
  region text,
  state_province text,
  postal_code text,
  country text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index address_source on address (source_key);
create index address_location on address (location_id);
create index address_postal_code on address (postal_code);

-- Addresses that could get somebody killed. Stored apart; never indexed, exported, drawn or measured from.
create table confidential_address (
  id uuid primary key,
  location_id uuid not null references location on delete cascade deferrable initially deferred,
  address_type text not null default 'physical' check (address_type in ('physical', 'postal', 'virtual')),
  attention text,
  address_1 text,
  address_2 text,
  city text,
  region text,
  state_province text,
  postal_code text,
  country text,
  latitude double precision,
  longitude double precision,
  reason text not null,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index confidential_address_source on confidential_address (source_key);
create index confidential_address_location on confidential_address (location_id);

create table contact (
  id uuid primary key,
  organization_id uuid references organization on delete cascade deferrable initially deferred,
  service_id uuid references service on delete cascade deferrable initially deferred,
  service_at_location_id uuid references service_at_location on delete cascade deferrable initially deferred,
  location_id uuid references location on delete cascade deferrable initially deferred,
  name text,
  title text,
  department text,
  email text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index contact_source on contact (source_key);
create index contact_organization on contact (organization_id) where organization_id is not null;
create index contact_service on contact (service_id) where service_id is not null;
create index contact_service_at_location on contact (service_at_location_id) where service_at_location_id is not null;
create index contact_location on contact (location_id) where location_id is not null;

create table phone (
  id uuid primary key,
  organization_id uuid references organization on delete cascade deferrable initially deferred,
  service_id uuid references service on delete cascade deferrable initially deferred,
  service_at_location_id uuid references service_at_location on delete cascade deferrable initially deferred,
  location_id uuid references location on delete cascade deferrable initially deferred,
  contact_id uuid references contact on delete cascade deferrable initially deferred,
  -- As the feed has it; e164 is null when the number could not be understood.
  number text not null,
  e164 text,
  extension text,
  type text,
  description text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index phone_source on phone (source_key);
create index phone_organization on phone (organization_id) where organization_id is not null;
create index phone_service on phone (service_id) where service_id is not null;
create index phone_service_at_location on phone (service_at_location_id) where service_at_location_id is not null;
create index phone_location on phone (location_id) where location_id is not null;
create index phone_contact on phone (contact_id) where contact_id is not null;

create table schedule (
  id uuid primary key,
  service_id uuid references service on delete cascade deferrable initially deferred,
  service_at_location_id uuid references service_at_location on delete cascade deferrable initially deferred,
  location_id uuid references location on delete cascade deferrable initially deferred,
  valid_from date,
  valid_to date,
  dtstart date,
  until date,
  timezone numeric,
  -- IANA name: an offset alone loses daylight saving time.
  timezone_name text,
  count int,
  wkst text,
  freq text check (freq in ('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY')),
  "interval" int,
  byday text,
  byweekno text,
  bymonthday text,
  byyearday text,
  -- HH:MM local wall clock. Closing at or before opening means past midnight.
  opens_at text,
  closes_at text,
  closed boolean not null default false,
  schedule_link text,
  attending_type text,
  -- The feed's own words for the hours.
  description text,
  notes text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index schedule_source on schedule (source_key);
create index schedule_service on schedule (service_id) where service_id is not null;
create index schedule_service_at_location on schedule (service_at_location_id) where service_at_location_id is not null;
create index schedule_location on schedule (location_id) where location_id is not null;

create table service_area (
  id uuid primary key,
  service_id uuid references service on delete cascade deferrable initially deferred,
  service_at_location_id uuid references service_at_location on delete cascade deferrable initially deferred,
  name text,
  description text,
  extent text,
  extent_type text,
  uri text,
  -- What the name was resolved to: 'us', 'state:TX', 'county:48029', 'zip:78204', 'place:TX:san antonio'. Null when not understood.
  codes text[],
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index service_area_source on service_area (source_key);
create index service_area_service on service_area (service_id) where service_id is not null;
create index service_area_service_at_location on service_area (service_at_location_id) where service_at_location_id is not null;

create table language (
  id uuid primary key,
  service_id uuid references service on delete cascade deferrable initially deferred,
  location_id uuid references location on delete cascade deferrable initially deferred,
  phone_id uuid references phone on delete cascade deferrable initially deferred,
  name text,
  -- BCP 47; null when not understood.
  code text,
  note text,
  -- 'staff' | 'interpreter' | 'written' | 'unknown': who speaks it is a separate fact
  spoken_by text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index language_source on language (source_key);
create index language_service on language (service_id) where service_id is not null;
create index language_location on language (location_id) where location_id is not null;
create index language_phone on language (phone_id) where phone_id is not null;

create table accessibility (
  id uuid primary key,
  location_id uuid references location on delete cascade deferrable initially deferred,
  description text,
  details text,
  url text,
  -- 'wheelchair', 'asl', 'parking', 'restroom', 'elevator', 'ramp', 'braille', 'tty', 'transit'
  kinds text[] not null default '{}',
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index accessibility_source on accessibility (source_key);
create index accessibility_location on accessibility (location_id) where location_id is not null;

create table required_document (
  id uuid primary key,
  service_id uuid references service on delete cascade deferrable initially deferred,
  document text,
  uri text,
  -- an id of facts.csv 'documents'
  kind text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index required_document_source on required_document (source_key);
create index required_document_service on required_document (service_id) where service_id is not null;

create table cost_option (
  id uuid primary key,
  service_id uuid not null references service on delete cascade deferrable initially deferred,
  valid_from date,
  valid_to date,
  option text,
  currency text,
  amount numeric,
  amount_description text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index cost_option_source on cost_option (source_key);
create index cost_option_service on cost_option (service_id);

create table funding (
  id uuid primary key,
  organization_id uuid references organization on delete cascade deferrable initially deferred,
  service_id uuid references service on delete cascade deferrable initially deferred,
  source text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index funding_source on funding (source_key);
create index funding_organization on funding (organization_id) where organization_id is not null;
create index funding_service on funding (service_id) where service_id is not null;

create table taxonomy (
  id uuid primary key,
  name text not null,
  description text not null default '',
  uri text,
  version text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index taxonomy_source on taxonomy (source_key);

create table taxonomy_term (
  id uuid primary key,
  taxonomy_id uuid references taxonomy on delete cascade deferrable initially deferred,
  -- An opaque string: 211 codes are licensed by subscription and never interpreted.
  code text,
  name text not null,
  description text not null default '',
  parent_id uuid references taxonomy_term deferrable initially deferred,
  taxonomy text,
  language text,
  term_uri text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index taxonomy_term_source on taxonomy_term (source_key);
create index taxonomy_term_code on taxonomy_term (code);
create index taxonomy_term_parent on taxonomy_term (parent_id);

-- The polymorphic link: any record to a taxonomy term.
create table attribute (
  id uuid primary key,
  link_id uuid not null,
  link_entity text not null,
  link_type text,
  taxonomy_term_id uuid references taxonomy_term deferrable initially deferred,
  value text,
  label text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index attribute_source on attribute (source_key);
create index attribute_link on attribute (link_id);
create index attribute_term on attribute (taxonomy_term_id);

create table unit (
  id uuid primary key,
  name text not null,
  scheme text,
  identifier text,
  uri text,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index unit_source on unit (source_key);

create table service_capacity (
  id uuid primary key,
  service_id uuid not null references service on delete cascade deferrable initially deferred,
  unit_id uuid references unit deferrable initially deferred,
  available numeric not null,
  maximum numeric,
  description text,
  updated timestamptz not null,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index service_capacity_source on service_capacity (source_key);
create index service_capacity_service on service_capacity (service_id);

create table url (
  id uuid primary key,
  organization_id uuid references organization on delete cascade deferrable initially deferred,
  service_id uuid references service on delete cascade deferrable initially deferred,
  label text,
  url text not null,
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index url_source on url (source_key);
create index url_organization on url (organization_id) where organization_id is not null;
create index url_service on url (service_id) where service_id is not null;

create table metadata (
  id uuid primary key,
  resource_id uuid not null,
  resource_type text not null,
  last_action_date date not null,
  last_action_type text not null,
  field_name text not null,
  previous_value text,
  replacement_value text,
  updated_by text not null default '',
  source_key text references source,
  original_id text,
  -- What the feed says that no column models; exported again as it came.
  extra jsonb,
  content_hash text,
  withdrawn_at timestamptz
);
create index metadata_source on metadata (source_key);
create index metadata_resource on metadata (resource_id);

-- Which needs a service answers, as ids of needs.csv, and why we think so.
create table service_need (
  service_id uuid not null references service on delete cascade deferrable initially deferred,
  need_id text not null,
  -- 0 to 1; 1 when a taxonomy term or a steward says so
  certainty real not null check (certainty > 0 and certainty <= 1),
  origin text not null check (origin in ('term', 'words', 'steward')),
  -- [{"from": "term" | "name" | "description" | ..., "words": "..."}]
  evidence jsonb not null default '[]',
  primary key (service_id, need_id)
);
create index service_need_need on service_need (need_id);

-- Who may use a service: the rule language of find/eligibility/model.ts, one row a service.
create table service_eligibility (
  service_id uuid primary key references service on delete cascade deferrable initially deferred,
  -- the rules with their origin, source words and date; clauses that no rule accounts for stand here too
  rules jsonb not null,
  updated_at timestamptz not null default now()
);

-- What ranking needs of one service at one location, kept in step in the same transaction as what it is made from.
create table service_card (
  -- service_at_location.id, or service.id for a service without a place
  id uuid primary key,
  service_id uuid not null references service on delete cascade deferrable initially deferred,
  location_id uuid references location on delete cascade deferrable initially deferred,
  source_key text,
  -- digest of everything below: unchanged content is neither written nor indexed again
  version text not null,
  name text not null,
  -- static worth of the listing for candidate order: freshness, completeness, capacity, proven response
  quality real not null,
  needs text[] not null,
  -- area codes as in service_area.codes; 'unknown' among them when the listing names none, or one nobody understood
  areas text[] not null,
  -- 'unknown' when it cannot be derived
  delivery text[] not null,
  -- null without a place, and for a hidden one
  latitude double precision,
  longitude double precision,
  -- CardFacts: read for every candidate
  facts jsonb not null,
  -- CardDisplay: read for what is shown
  display jsonb not null,
  -- words for the search that answers while the index is away
  words tsvector not null
);
create index service_card_service on service_card (service_id);
create index service_card_needs on service_card using gin (needs);
create index service_card_areas on service_card using gin (areas);
create index service_card_words on service_card using gin (words);
create index service_card_name_trgm on service_card using gin (name gin_trgm_ops);
create index service_card_place on service_card (latitude, longitude);
create index service_card_source on service_card (source_key);

-- Changes that the search index has not confirmed yet. Rows leave only when the engine says that it has them, so
-- that nothing is lost while it is away; the oldest `since` is the index lag.
create sequence search_stamp;
grant usage on sequence search_stamp to handrail_app;
create table search_pending (
  service_id uuid primary key,
  since timestamptz not null,
  -- told apart from a change that arrives while this one is on its way
  stamp bigint not null default nextval('search_stamp'),
  -- documents of cards that are gone
  removed uuid[] not null default '{}'
);
create index search_pending_since on search_pending (since);

-- An index that is being built beside the live one: changes go to both until they are swapped.
create table search_rebuild (
  shard text primary key,
  index_uid text not null,
  started_at timestamptz not null
);

-- What earlier referrals came to, by service and need; ranking shrinks small counts.
create table response_record (
  service_id uuid not null references service on delete cascade deferrable initially deferred,
  need_id text not null,
  referrals int not null default 0,
  answered int not null default 0,
  -- sum over the answered, in business hours
  answer_hours double precision not null default 0,
  accepted int not null default 0,
  closed int not null default 0,
  need_met int not null default 0,
  updated_at timestamptz not null default now(),
  primary key (service_id, need_id)
);

-- Everyone may read the public directory; only those who curate it may write. Confidential addresses are the exception.
do $$
declare name text;
begin
  foreach name in array array['source', 'import_run', 'organization', 'organization_identifier', 'program', 'service', 'location', 'service_at_location', 'address', 'confidential_address', 'contact', 'phone', 'schedule', 'service_area', 'language', 'accessibility', 'required_document', 'cost_option', 'funding', 'taxonomy', 'taxonomy_term', 'attribute', 'unit', 'service_capacity', 'url', 'metadata', 'service_need', 'service_eligibility', 'service_card', 'search_pending', 'search_rebuild', 'response_record']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('grant select, insert, update, delete on %I to handrail_app', name);
    execute format('create policy curate on %I for all to handrail_app using ((select app_curates())) with check ((select app_curates()))', name);
    if name not in ('confidential_address', 'import_run') then
      execute format('create policy anyone_reads on %I for select to handrail_app using (true)', name);
    end if;
  end loop;
end $$;
