-- What answers to referrals say against a listing, by code and counted: no room, not offered, not for this person, a number
-- that nobody answers. No person, no date of one answer but the last, no words: those belong to the referral.
create table listing_doubt (
  service_id uuid not null references service on delete cascade deferrable initially deferred,
  reason text not null check (reason in ('no-capacity', 'not-eligible', 'service-not-offered', 'out-of-area', 'missing-documents', 'wrong-number')),
  -- answers that said so since a steward last looked, and answers of any kind since then
  said int not null,
  answers int not null,
  last_at timestamptz not null,
  settled_at timestamptz,
  settled_by uuid references account,
  settled_as text check (settled_as in ('right', 'full', 'gone', 'text')),
  primary key (service_id, reason)
);
create index listing_doubt_open on listing_doubt (last_at) where said > 0;
alter table listing_doubt enable row level security;
grant select, insert, update on listing_doubt to handrail_app;
create policy system on listing_doubt for all to handrail_app using (app_is('system')) with check (app_is('system'));
create policy curate on listing_doubt for select to handrail_app using (app_is('steward', 'administrator'));
create policy settle on listing_doubt for update to handrail_app using (app_is('steward', 'administrator')) with check (app_is('steward', 'administrator'));
