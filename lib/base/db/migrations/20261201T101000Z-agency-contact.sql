-- How an agency wants to be reached, kept by its own administrator or by a steward.
alter table agency
  add column text_confirmed_at timestamptz,
  -- on its working days, in its zone: when its telephone is answered and a text may come
  add column call_from time,
  add column call_to time,
  add column preferred_channel text check (preferred_channel in ('mail', 'text', 'telephone', 'fax')),
  add constraint call_hours check ((call_from is null) = (call_to is null) and (call_from is null or call_from < call_to));
comment on column agency.phone_hours is 'in words, beside call_from and call_to: whom to ask for, when nobody is there';
comment on column agency.text_confirmed_at is 'a code that went to text_number was typed; without it no text goes there';
comment on column agency.referral_contact is 'the person to ask for by telephone';

-- An address that an agency shall be reached at, once somebody has shown that they read there: a code went to it and to
-- nowhere else. Until then the one on file stays.
create table contact_proof (
  id uuid primary key,
  agency_id uuid not null references agency on delete cascade,
  kind text not null check (kind in ('mailbox', 'text')),
  address citext not null,
  code_hash text not null,
  code_sent_at timestamptz not null,
  attempts int not null default 0,
  asked_by uuid references account,
  created_at timestamptz not null default now(),
  -- typed rightly, given up, or another address was asked for
  settled_at timestamptz
);
create unique index contact_proof_open on contact_proof (agency_id, kind) where settled_at is null;
alter table contact_proof enable row level security;
grant select, insert, update on contact_proof to handrail_app;
create policy system on contact_proof for all to handrail_app using (app_is('system')) with check (app_is('system'));
create policy keep on contact_proof for all to handrail_app
  using (app_is('steward', 'administrator') or (app_is('agency-admin') and exists (select from agency where agency.id = agency_id and agency.care_organization_id = app_organization())))
  with check (app_is('steward', 'administrator') or (app_is('agency-admin') and exists (select from agency where agency.id = agency_id and agency.care_organization_id = app_organization())));
