-- People, the organizations they act for, how they sign in, and the record of who did what.
-- Every policy here is the database's half of lib/base/access/permissions.ts; a generated test compares the two.

-- More of who acts: a client's or an agency's link acts for one client or one referral and for nothing else.
create function app_client() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.client_id', true), '')::uuid $$;
create function app_referral() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.referral_id', true), '')::uuid $$;
create function app_is(variadic roles text[]) returns boolean language sql stable parallel safe as
  $$ select app_role() = any (roles) $$;

-- An organization whose people use Handrail or receive referrals through it. It may have a listing in the directory.
create table care_organization (
  id uuid primary key,
  name text not null,
  -- its coordinators refer clients
  refers boolean not null default false,
  -- it receives referrals
  receives boolean not null default false,
  directory_organization_id uuid unique references organization on delete set null,
  -- 42 CFR Part 2: a federally assisted substance use disorder program
  part2_program boolean not null default false,
  -- VAWA, FVPSA, VOCA: sharing is never the default
  victim_services boolean not null default false,
  timezone text not null default 'America/Chicago',
  created_at timestamptz not null default now()
);

create table account (
  id uuid primary key,
  email citext not null unique,
  name text not null,
  locale text not null default 'en',
  password_hash text,
  email_verified_at timestamptz,
  -- base32 secret, encrypted
  totp_secret text,
  totp_confirmed_at timestamptz,
  failed_sign_ins int not null default 0,
  locked_until timestamptz,
  deactivated_at timestamptz,
  -- made by the demo loader: skips the second factor while the demo is loaded
  demo boolean not null default false,
  created_at timestamptz not null default now()
);

create table recovery_code (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  code_hash text not null,
  used_at timestamptz
);
create index recovery_code_account on recovery_code (account_id);

create table passkey (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null default 0,
  transports text[] not null default '{}',
  name text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index passkey_account on passkey (account_id);

create table membership (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  organization_id uuid not null references care_organization on delete cascade,
  role text not null check (role in ('coordinator', 'supervisor', 'agency-staff', 'agency-admin', 'steward', 'administrator')),
  created_at timestamptz not null default now(),
  created_by uuid references account,
  ended_at timestamptz
);
create unique index membership_current on membership (account_id, organization_id, role) where ended_at is null;
create index membership_organization on membership (organization_id);

create table invitation (
  id uuid primary key,
  email citext not null,
  organization_id uuid not null references care_organization on delete cascade,
  role text not null,
  token_hash text not null unique,
  invited_by uuid references account,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz
);
create index invitation_organization on invitation (organization_id);

create table team (
  id uuid primary key,
  organization_id uuid not null references care_organization on delete cascade,
  name text not null,
  created_at timestamptz not null default now()
);
create table team_member (
  team_id uuid not null references team on delete cascade,
  account_id uuid not null references account on delete cascade,
  -- a supervisor of a team sees the clients of its coordinators
  supervises boolean not null default false,
  primary key (team_id, account_id)
);
create index team_member_account on team_member (account_id);

create table session (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  -- the hat the person wears: one membership at a time
  membership_id uuid references membership on delete set null,
  method text not null check (method in ('email', 'password', 'passkey', 'oidc')),
  second_factor_at timestamptz,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  -- absolute end
  expires_at timestamptz not null,
  ended_at timestamptz,
  -- 'Firefox on Android': enough for the owner to recognise it
  device text not null default ''
);
create index session_account on session (account_id);

-- Mailed sign-in links: a GET shows a button, only the POST spends it.
create table sign_in_link (
  id uuid primary key,
  email citext not null,
  token_hash text not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Outside systems.
create table api_key (
  id uuid primary key,
  organization_id uuid not null references care_organization on delete cascade,
  name text not null,
  key_hash text not null unique,
  scopes text[] not null default '{}',
  created_by uuid references account,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index api_key_organization on api_key (organization_id);

-- Sign-in attempts, kept to count and to show; no password, no token, addresses only as keyed digests.
create table sign_in_attempt (
  id uuid primary key,
  account_id uuid references account on delete cascade,
  email_digest text not null,
  address_digest text not null,
  method text not null,
  outcome text not null,
  at timestamptz not null default now()
);
create index sign_in_attempt_account on sign_in_attempt (account_id, at desc);

-- Outgoing mail: what is to be sent, exactly once a key. Templates name no person; values hold no fact about one.
create table mail_message (
  id uuid primary key,
  -- one message an event and recipient: the same key twice is the same message
  dedupe_key text not null unique,
  to_address text not null,
  template text not null,
  locale text not null,
  values jsonb not null default '{}',
  -- what it is about, so that a withdrawal can drop what still waits
  referral_id uuid,
  client_id uuid,
  created_at timestamptz not null default now(),
  attempts int not null default 0,
  sent_at timestamptz,
  -- the SMTP server's own id
  provider_id text,
  failed_at timestamptz,
  dropped_at timestamptz,
  bounced_at timestamptz,
  last_error text
);
create index mail_message_referral on mail_message (referral_id) where referral_id is not null;
create index mail_message_waiting on mail_message (created_at) where sent_at is null and dropped_at is null;

-- Append-only. Nobody but the owner of the table may change or remove a row, and the product never connects as that.
create table audit_event (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  request_id text,
  role text not null,
  account_id uuid,
  organization_id uuid,
  via text,
  -- 'client:read', 'referral:send', 'sign-in:refused'
  action text not null,
  entity text not null,
  entity_id text,
  -- whom the record is about
  client_id uuid,
  -- why: 'treatment', 'authorization', 'break-glass', 'own-record', ...
  purpose text,
  consent_id uuid,
  -- to which organization a disclosure went
  recipient_id uuid,
  -- codes and field names only, never values about a person
  detail jsonb not null default '{}'
);
create index audit_event_client on audit_event (client_id, at) where client_id is not null;
create index audit_event_account on audit_event (account_id, at);
create index audit_event_at on audit_event (at);

-- Chained digests of committed audit rows, written every minute by the sealer.
create table audit_seal (
  id bigint generated always as identity primary key,
  first_event bigint not null,
  last_event bigint not null,
  events bigint not null,
  digest text not null,
  previous_digest text,
  sealed_at timestamptz not null default now()
);

create table break_glass (
  id uuid primary key,
  account_id uuid not null references account,
  organization_id uuid not null references care_organization,
  client_id uuid not null,
  -- encrypted
  reason text not null,
  started_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  alerted_at timestamptz
);
create index break_glass_client on break_glass (client_id);

-- Whole organization's settings are public by name only; the rest needs membership.
alter table care_organization enable row level security;
grant select, insert, update on care_organization to handrail_app;
create policy read on care_organization for select to handrail_app using (app_is('system', 'administrator', 'steward', 'coordinator', 'supervisor', 'agency-staff', 'agency-admin', 'client', 'external'));
create policy write on care_organization for all to handrail_app using (app_is('system', 'administrator') or (app_is('agency-admin') and id = app_organization())) with check (app_is('system', 'administrator') or (app_is('agency-admin') and id = app_organization()));

-- The tables of signing in are the system's own: lib/base/accounts acts as the system while it proves who somebody is.
do $$
declare name text;
begin
  foreach name in array array['account', 'recovery_code', 'passkey', 'session', 'sign_in_link', 'sign_in_attempt', 'mail_message', 'membership', 'invitation', 'team', 'team_member', 'api_key', 'break_glass']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('grant select, insert, update, delete on %I to handrail_app', name);
    execute format('create policy system on %I for all to handrail_app using (app_is(''system'')) with check (app_is(''system''))', name);
  end loop;
end $$;

-- Do two accounts share an organization? Colleagues see each other's names.
create function app_colleague(other uuid) returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from membership where account_id = other and organization_id = app_organization() and ended_at is null) $$;
create policy own on account for select to handrail_app using (id = app_account());
create policy own_update on account for update to handrail_app using (id = app_account()) with check (id = app_account());
create policy colleagues on account for select to handrail_app using (app_is('coordinator', 'supervisor', 'agency-staff', 'agency-admin') and app_colleague(id));
create policy administrator on account for select to handrail_app using (app_is('administrator'));
create policy administrator_update on account for update to handrail_app using (app_is('administrator')) with check (app_is('administrator'));
create policy own on recovery_code for all to handrail_app using (account_id = app_account()) with check (account_id = app_account());
create policy own on passkey for all to handrail_app using (account_id = app_account()) with check (account_id = app_account());
create policy own on session for select to handrail_app using (account_id = app_account());
create policy own_update on session for update to handrail_app using (account_id = app_account()) with check (account_id = app_account());
create policy administrator_end on session for update to handrail_app using (app_is('administrator')) with check (app_is('administrator'));
create policy administrator_read on session for select to handrail_app using (app_is('administrator'));
create policy own on membership for select to handrail_app using (account_id = app_account());
create policy colleagues on membership for select to handrail_app using (app_is('coordinator', 'supervisor', 'agency-staff', 'agency-admin') and organization_id = app_organization());
create policy manage on membership for all to handrail_app using (app_is('administrator') or (app_is('agency-admin', 'supervisor') and organization_id = app_organization())) with check (app_is('administrator') or (app_is('agency-admin', 'supervisor') and organization_id = app_organization()));
create policy manage on invitation for all to handrail_app using (app_is('administrator') or (app_is('agency-admin', 'supervisor') and organization_id = app_organization())) with check (app_is('administrator') or (app_is('agency-admin', 'supervisor') and organization_id = app_organization()));
create policy read on team for select to handrail_app using (organization_id = app_organization() and app_is('coordinator', 'supervisor'));
create policy manage on team for all to handrail_app using (app_is('administrator') or (app_is('supervisor') and organization_id = app_organization())) with check (app_is('administrator') or (app_is('supervisor') and organization_id = app_organization()));
create policy read on team_member for select to handrail_app using (exists (select from team where team.id = team_id));
create policy manage on team_member for all to handrail_app using (app_is('administrator', 'supervisor') and exists (select from team where team.id = team_id)) with check (app_is('administrator', 'supervisor') and exists (select from team where team.id = team_id));
create policy manage on api_key for all to handrail_app using (app_is('administrator') or (app_is('agency-admin', 'supervisor') and organization_id = app_organization())) with check (app_is('administrator') or (app_is('agency-admin', 'supervisor') and organization_id = app_organization()));
create policy own on sign_in_attempt for select to handrail_app using (account_id = app_account());
create policy own on break_glass for select to handrail_app using (account_id = app_account() and organization_id = app_organization());
create policy open on break_glass for insert to handrail_app with check (app_is('coordinator', 'supervisor') and account_id = app_account() and organization_id = app_organization());
create policy supervise on break_glass for select to handrail_app using (app_is('supervisor') and organization_id = app_organization());

-- A command queues mail in its own transaction, as whoever acts; only the system reads or changes what waits.
create policy queue on mail_message for insert to handrail_app with check (true);

alter table audit_event enable row level security;
grant select, insert on audit_event to handrail_app;
-- Everybody's deeds are written down, and nobody can write another's name under them.
create policy write on audit_event for insert to handrail_app with check (
  role = app_role() and account_id is not distinct from app_account() and organization_id is not distinct from app_organization());
create policy read on audit_event for select to handrail_app using (app_is('system', 'administrator') or (account_id is not null and account_id = app_account()));
alter table audit_seal enable row level security;
grant select, insert on audit_seal to handrail_app;
create policy seal on audit_seal for insert to handrail_app with check (app_is('system'));
create policy read on audit_seal for select to handrail_app using (app_is('system', 'administrator'));
