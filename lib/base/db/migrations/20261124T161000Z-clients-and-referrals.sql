-- Demand: who needs help, and what became of it. Columns marked "encrypted" hold sealed text of lib/base/core/seal.ts;
-- the database, its files and its backups show none of it.

create table client (
  id uuid primary key,
  -- the coordinating organization that opened the record; null for a self-referral from the public site
  organization_id uuid references care_organization,
  status text not null default 'active' check (status in ('active', 'closed')),
  version int not null default 1,
  -- encrypted: name, alias, contact, safe contact, languages, facts with where each came from, household
  record text not null,
  -- keyed digests for finding possible duplicates inside one organization; never leave it
  match_keys text[] not null default '{}',
  created_by uuid references account,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index client_organization on client (organization_id);
create index client_match on client using gin (match_keys);

-- Whose client: the primary coordinator and the care team.
create table caseload (
  client_id uuid not null references client on delete cascade,
  account_id uuid not null references account on delete cascade,
  kind text not null default 'primary' check (kind in ('primary', 'care-team')),
  since timestamptz not null default now(),
  until timestamptz,
  primary key (client_id, account_id, since)
);
create index caseload_account on caseload (account_id) where until is null;

-- Possible duplicates are linked, never merged; unlinking restores both as they were.
create table client_link (
  id uuid primary key,
  client_id uuid not null references client on delete cascade,
  other_client_id uuid not null references client on delete cascade,
  decision text not null check (decision in ('same-person', 'different-people')),
  decided_by uuid references account,
  decided_at timestamptz not null default now(),
  undone_at timestamptz,
  check (client_id < other_client_id)
);
create index client_link_client on client_link (client_id);
create index client_link_other on client_link (other_client_id);

create table client_need (
  id uuid primary key,
  client_id uuid not null references client on delete cascade,
  need_id text not null,
  urgency text not null default 'routine' check (urgency in ('urgent', 'routine')),
  -- encrypted
  evidence text,
  opened_at timestamptz not null default now(),
  opened_by uuid references account,
  closed_at timestamptz
);
create index client_need_client on client_need (client_id);

-- Whether the need was met, each with who said so: agency, client and coordinator may disagree, and it shows.
create table need_outcome (
  id uuid primary key,
  client_need_id uuid not null references client_need on delete cascade,
  referral_id uuid,
  said_by text not null check (said_by in ('agency', 'client', 'coordinator')),
  outcome text not null check (outcome in ('met', 'partly-met', 'not-met', 'unknown')),
  reason_code text,
  -- encrypted
  note text,
  account_id uuid references account,
  at timestamptz not null default now()
);
create index need_outcome_need on need_outcome (client_need_id);

-- Why a program was chosen for a need, or not.
create table shortlist_entry (
  id uuid primary key,
  client_need_id uuid not null references client_need on delete cascade,
  service_id uuid not null references service on delete cascade,
  verdict text not null check (verdict in ('considering', 'chosen', 'not-chosen')),
  -- encrypted
  note text,
  account_id uuid references account,
  at timestamptz not null default now(),
  unique (client_need_id, service_id)
);

-- How referrals reach an agency. One row an organization of the directory; accounts are not needed.
create table agency (
  id uuid primary key,
  directory_organization_id uuid not null unique references organization on delete cascade,
  -- set when its people have accounts
  care_organization_id uuid unique references care_organization,
  name text not null,
  -- the mailbox on file; links and codes go here and nowhere else
  mailbox citext,
  mailbox_confirmed_at timestamptz,
  mailbox_bounced_at timestamptz,
  text_number text,
  phone text,
  phone_hours text,
  fax text,
  part2_program boolean not null default false,
  victim_services boolean not null default false,
  timezone text not null default 'America/Chicago',
  -- ISO weekdays on which it works, 1 Monday to 7 Sunday
  working_days int[] not null default '{1,2,3,4,5}',
  -- its own closed days beside the federal holidays
  closed_days date[] not null default '{}',
  -- the best programs to try next are the matching's; this is who to ask by telephone
  referral_contact text,
  version int not null default 1,
  created_at timestamptz not null default now()
);

create table consent (
  id uuid primary key,
  client_id uuid not null references client on delete cascade,
  organization_id uuid references care_organization,
  mode text not null check (mode in ('treatment', 'authorization', 'part2', 'victim-services')),
  purpose text not null,
  -- to one agency, or to a class of recipients where the mode allows it
  agency_id uuid references agency,
  recipient_class text,
  -- names of the fields that may go: field-names of refer/consent/model.ts
  fields text[] not null,
  giver text not null check (giver in ('client', 'minor', 'guardian', 'representative')),
  method text not null check (method in ('screen', 'link', 'paper', 'voice')),
  locale text not null,
  -- version of the form's words
  form_version text not null,
  -- encrypted: names, signature, witness, the nine elements as they stood on the form
  record text not null,
  attachment_id uuid,
  given_at timestamptz not null,
  expires_at timestamptz,
  expiry_event text,
  revoked_at timestamptz,
  revoked_by text,
  revocation_method text,
  recorded_by uuid references account,
  created_at timestamptz not null default now()
);
create index consent_client on consent (client_id);

create table referral (
  id uuid primary key,
  -- the sender; null for self-referral
  organization_id uuid references care_organization,
  client_id uuid not null references client on delete cascade,
  client_need_id uuid not null references client_need,
  service_id uuid not null references service,
  location_id uuid references location,
  agency_id uuid not null references agency,
  status text not null,
  -- where it stood before a cancellation was asked for
  status_before text,
  version int not null default 1,
  urgency text not null default 'routine' check (urgency in ('urgent', 'routine')),
  mode text not null check (mode in ('treatment', 'authorization', 'part2', 'victim-services')),
  consent_id uuid references consent,
  -- how the agency is asked
  channel text not null check (channel in ('mail', 'account', 'telephone', 'fax')),
  -- names must not betray the program in lists, subject lines, calendars, exports
  sensitive boolean not null default false,
  reason_code text,
  -- encrypted: words to the reason
  reason text,
  -- encrypted: what the sender wants the agency to know
  request text,
  -- encrypted: the accepting contact, appointment, waitlist position: the latest of each
  arrangement text,
  -- the running clock: what is due, by whom, when; null when none runs
  due_kind text,
  due_at timestamptz,
  -- agency staff it is assigned to
  assigned_to uuid references account,
  created_by uuid references account,
  self_referred boolean not null default false,
  onward_of uuid references referral,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  closed_at timestamptz,
  updated_at timestamptz not null default now()
);
create index referral_client on referral (client_id);
create index referral_sender on referral (organization_id, status);
create index referral_agency on referral (agency_id, status);
create index referral_due on referral (due_at) where due_at is not null;
create index referral_service on referral (service_id);

-- Append-only: status is the fold of these, and every clock is derived from them.
create table referral_event (
  id bigint generated always as identity primary key,
  referral_id uuid not null references referral on delete cascade,
  sequence int not null,
  action text not null,
  from_status text,
  to_status text not null,
  -- who, in the terms of referral-states.csv: sender, agency, client, system, requester, administrator
  party text not null,
  account_id uuid,
  via text,
  -- when the answer came by telephone: who wrote it down
  reported_by text,
  -- when it happened, and when it was written down
  effective_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  reason_code text,
  -- codes, dates and numbers only
  data jsonb not null default '{}',
  -- encrypted: words
  detail text,
  unique (referral_id, sequence)
);

-- What was disclosed, as it was disclosed: an agency reads this and never the client's record.
create table referral_packet (
  referral_id uuid primary key references referral on delete cascade,
  agency_id uuid not null references agency,
  fields text[] not null,
  -- encrypted
  content text not null,
  -- encrypted: initials and need, before the agency has said who it is
  preview text not null,
  redisclosure_notice boolean not null default false,
  made_at timestamptz not null default now(),
  withdrawn_at timestamptz
);

create table referral_message (
  id uuid primary key,
  referral_id uuid not null references referral on delete cascade,
  from_party text not null check (from_party in ('sender', 'agency', 'client')),
  account_id uuid references account,
  -- encrypted
  body text not null,
  sent_at timestamptz not null default now(),
  read_at timestamptz
);
create index referral_message_referral on referral_message (referral_id, sent_at);

create table attachment (
  id uuid primary key,
  client_id uuid not null references client on delete cascade,
  referral_id uuid references referral on delete cascade,
  message_id uuid references referral_message on delete cascade,
  -- encrypted
  name text not null,
  media_type text not null,
  bytes int not null,
  -- encrypted, base64
  content text not null,
  scanned_at timestamptz,
  uploaded_by uuid references account,
  created_at timestamptz not null default now()
);
create index attachment_referral on attachment (referral_id);
create index attachment_client on attachment (client_id);

-- Links that act without an account: one referral or one client, an expiry, a digest instead of the secret.
create table access_link (
  id uuid primary key,
  kind text not null check (kind in ('agency', 'client', 'consent', 'card')),
  token_hash text not null unique,
  client_id uuid references client on delete cascade,
  referral_id uuid references referral on delete cascade,
  agency_id uuid references agency on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  -- the last time a page was drawn; GETs write nothing else
  opened_at timestamptz,
  -- proof that the mailbox can be read
  code_hash text,
  code_expires_at timestamptz,
  code_attempts int not null default 0,
  proven_at timestamptz,
  proof_hash text
);
create index access_link_referral on access_link (referral_id);
create index access_link_client on access_link (client_id);

-- Answers that came too fast or too many at once from one address: held for a person.
create table held_answer (
  id uuid primary key,
  referral_id uuid not null references referral on delete cascade,
  access_link_id uuid references access_link on delete set null,
  why text not null,
  -- encrypted: the action as it was sent
  action text not null,
  at timestamptz not null default now(),
  decided_at timestamptz,
  decided_by uuid references account,
  decision text check (decision in ('applied', 'discarded'))
);
create index held_answer_referral on held_answer (referral_id);

create table task (
  id uuid primary key,
  organization_id uuid references care_organization,
  client_id uuid references client on delete cascade,
  referral_id uuid references referral on delete cascade,
  kind text not null,
  due_at timestamptz not null,
  assigned_to uuid references account,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  done_by uuid references account,
  -- encrypted
  result text,
  -- one open task a kind and referral
  dedupe_key text unique
);
create index task_open on task (assigned_to, due_at) where done_at is null;
create index task_referral on task (referral_id);
create index task_client on task (client_id);

create table notification_setting (
  account_id uuid not null references account on delete cascade,
  topic text not null,
  delivery text not null default 'at-once' check (delivery in ('at-once', 'digest', 'none')),
  primary key (account_id, topic)
);

-- One row an event and recipient, whatever the channel.
create table notification (
  id uuid primary key,
  dedupe_key text not null unique,
  topic text not null,
  account_id uuid references account on delete cascade,
  client_id uuid references client on delete cascade,
  agency_id uuid references agency on delete cascade,
  referral_id uuid references referral on delete cascade,
  channel text not null check (channel in ('mail', 'text', 'screen')),
  created_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  sent_at timestamptz,
  read_at timestamptz,
  dropped_at timestamptz,
  dropped_why text,
  failed_at timestamptz,
  attempts int not null default 0
);
create index notification_account on notification (account_id, created_at desc);
create index notification_referral on notification (referral_id);
create index notification_waiting on notification (due_at) where sent_at is null and dropped_at is null and failed_at is null;

-- Saved views of an inbox or a worklist.
create table saved_view (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  organization_id uuid not null references care_organization on delete cascade,
  list text not null,
  name text not null,
  filter jsonb not null,
  created_at timestamptz not null default now()
);
create index saved_view_account on saved_view (account_id);

-- Who stands how to a client or a referral. Definer functions, so that one policy may ask about another table without
-- opening it; each answers for the actor of this transaction alone.
create function sees_client(the_client uuid) returns boolean language sql stable security definer set search_path = public as $$
  select case app_role()
    when 'system' then true
    when 'client' then the_client = app_client()
    when 'coordinator' then exists (
        select from caseload join client on client.id = caseload.client_id
        where caseload.client_id = the_client and caseload.account_id = app_account() and caseload.until is null
          and client.organization_id = app_organization())
      or exists (
        select from break_glass where client_id = the_client and account_id = app_account()
          and organization_id = app_organization() and ended_at is null and expires_at > now())
    when 'supervisor' then exists (
        select from client
        join caseload on caseload.client_id = client.id and caseload.until is null
        join team_member member on member.account_id = caseload.account_id
        join team_member boss on boss.team_id = member.team_id and boss.supervises and boss.account_id = app_account()
        join team on team.id = boss.team_id and team.organization_id = app_organization()
        where client.id = the_client and client.organization_id = app_organization())
      or exists (
        select from break_glass where client_id = the_client and account_id = app_account()
          and organization_id = app_organization() and ended_at is null and expires_at > now())
    else false end
$$;
-- The receiving side: staff of the agency's organization, or a proven link for this one referral; never before it is sent.
create function receives_referral(the_referral uuid) returns boolean language sql stable security definer set search_path = public as $$
  select app_is('agency-staff', 'agency-admin') and exists (
    select from referral join agency on agency.id = referral.agency_id
    where referral.id = the_referral and referral.status not in ('draft', 'awaiting-consent')
      and ((app_referral() is null and agency.care_organization_id is not null and agency.care_organization_id = app_organization())
        or referral.id = app_referral()))
$$;
create function sends_referral(the_referral uuid) returns boolean language sql stable security definer set search_path = public as $$
  select exists (select from referral where referral.id = the_referral and sees_client(referral.client_id))
$$;
-- Did this actor just open the client, so that nobody carries it yet?
create function opened_client(the_client uuid) returns boolean language sql stable security definer set search_path = public as $$
  select exists (select from client where id = the_client and organization_id = app_organization() and created_by = app_account())
    and not exists (select from caseload where client_id = the_client)
$$;
-- At once, in the transaction of the withdrawal: links die, the packet closes, what waits to be sent is dropped.
create function withdraw_disclosure(the_referral uuid) returns void language plpgsql security definer set search_path = public as $$
begin
  if not (app_is('system', 'administrator') or sends_referral(the_referral) or receives_referral(the_referral)) then
    return;
  end if;
  update access_link set revoked_at = clock_timestamp() where referral_id = the_referral and kind in ('agency', 'card') and revoked_at is null;
  update referral_packet set withdrawn_at = clock_timestamp() where referral_id = the_referral and withdrawn_at is null;
  update notification set dropped_at = clock_timestamp(), dropped_why = 'withdrawn' where referral_id = the_referral and sent_at is null and dropped_at is null and channel <> 'screen';
  update mail_message set dropped_at = clock_timestamp() where referral_id = the_referral and sent_at is null and dropped_at is null;
end $$;
-- Is another referral for the same need already accepted? Asked by an agency that answers late; it may not see the others.
create function need_is_taken(the_need uuid, except_referral uuid) returns boolean language sql stable security definer set search_path = public as $$
  select exists (select from client_need where id = the_need and closed_at is not null)
    or exists (select from referral where client_need_id = the_need and id <> except_referral
      and status in ('accepted', 'contacting', 'waitlisted', 'scheduled', 'missed', 'in-service', 'closed-served'))
$$;
grant execute on function withdraw_disclosure, need_is_taken, opened_client, sees_client, receives_referral, sends_referral, app_client, app_referral to handrail_app;

do $$
declare name text;
begin
  foreach name in array array['client', 'caseload', 'client_link', 'client_need', 'need_outcome', 'shortlist_entry', 'agency', 'consent',
    'referral', 'referral_packet', 'referral_message', 'attachment', 'access_link', 'held_answer', 'task', 'notification_setting', 'notification', 'saved_view']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('grant select, insert, update on %I to handrail_app', name);
    execute format('create policy system on %I for all to handrail_app using (app_is(''system'')) with check (app_is(''system''))', name);
  end loop;
end $$;
grant delete on saved_view, shortlist_entry, notification_setting to handrail_app;

create policy care on client for select to handrail_app using (sees_client(id));
create policy open on client for insert to handrail_app with check (app_is('coordinator', 'supervisor') and organization_id = app_organization());
create policy change on client for update to handrail_app using (app_is('coordinator', 'supervisor') and sees_client(id)) with check (organization_id = app_organization());

create policy care on caseload for select to handrail_app using (account_id = app_account() or sees_client(client_id));
create policy open on caseload for insert to handrail_app with check (
  -- the coordinator who opens a client takes it; a supervisor gives clients of the team to others
  (app_is('coordinator', 'supervisor') and account_id = app_account() and opened_client(client_id))
  or (app_is('coordinator', 'supervisor') and sees_client(client_id)));
create policy hand_over on caseload for update to handrail_app using (app_is('coordinator', 'supervisor') and sees_client(client_id)) with check (true);

create policy care on client_link for all to handrail_app using (app_is('coordinator', 'supervisor') and sees_client(client_id) and sees_client(other_client_id)) with check (app_is('coordinator', 'supervisor') and sees_client(client_id) and sees_client(other_client_id));
create policy care on client_need for select to handrail_app using (sees_client(client_id));
create policy write on client_need for all to handrail_app using (app_is('coordinator', 'supervisor') and sees_client(client_id)) with check (app_is('coordinator', 'supervisor') and sees_client(client_id));
create policy care on need_outcome for select to handrail_app using (exists (select from client_need where client_need.id = client_need_id));
create policy say on need_outcome for insert to handrail_app with check (
  (said_by = 'client' and app_is('client') and exists (select from client_need where client_need.id = client_need_id))
  or (said_by = 'coordinator' and app_is('coordinator', 'supervisor') and exists (select from client_need where client_need.id = client_need_id))
  or (said_by = 'agency' and referral_id is not null and receives_referral(referral_id)));
create policy care on shortlist_entry for all to handrail_app using (app_is('coordinator', 'supervisor') and exists (select from client_need where client_need.id = client_need_id)) with check (app_is('coordinator', 'supervisor') and exists (select from client_need where client_need.id = client_need_id));

create policy read on agency for select to handrail_app using (app_is('coordinator', 'supervisor', 'steward', 'administrator', 'client')
  or (app_is('agency-staff', 'agency-admin') and (care_organization_id = app_organization()
    or exists (select from referral where referral.agency_id = agency.id and referral.id = app_referral()))));
create policy meet on agency for insert to handrail_app with check (app_is('coordinator', 'supervisor', 'steward', 'administrator'));
create policy keep on agency for update to handrail_app using (app_is('steward', 'administrator') or (app_is('agency-admin') and care_organization_id = app_organization())) with check (app_is('steward', 'administrator') or (app_is('agency-admin') and care_organization_id = app_organization()));

create policy care on consent for select to handrail_app using (sees_client(client_id));
create policy record on consent for insert to handrail_app with check (app_is('coordinator', 'supervisor', 'client') and sees_client(client_id));
create policy revoke on consent for update to handrail_app using (sees_client(client_id)) with check (sees_client(client_id));

create policy sender on referral for select to handrail_app using (sees_client(client_id));
create policy receiver on referral for select to handrail_app using (receives_referral(id));
create policy draft on referral for insert to handrail_app with check (
  (app_is('coordinator', 'supervisor') and organization_id = app_organization() and sees_client(client_id))
  or (app_is('client') and self_referred and sees_client(client_id)));
create policy sender_acts on referral for update to handrail_app using (app_is('coordinator', 'supervisor', 'client') and sees_client(client_id)) with check (sees_client(client_id));
-- An administrator corrects mistakes; the words are sealed and the client's record stays closed.
create policy administrator on referral for select to handrail_app using (app_is('administrator') and organization_id = app_organization());
create policy administrator_acts on referral for update to handrail_app using (app_is('administrator') and organization_id = app_organization()) with check (organization_id = app_organization());
create policy receiver_acts on referral for update to handrail_app using (receives_referral(id)) with check (true);

alter table referral_event enable row level security;
grant select, insert on referral_event to handrail_app;
create policy party on referral_event for select to handrail_app using (app_is('system') or sends_referral(referral_id) or receives_referral(referral_id)
  or (app_is('administrator') and exists (select from referral where referral.id = referral_id)));
create policy append on referral_event for insert to handrail_app with check (app_is('system') or sends_referral(referral_id) or receives_referral(referral_id)
  or (app_is('administrator') and exists (select from referral where referral.id = referral_id)));

create policy sender on referral_packet for select to handrail_app using (sends_referral(referral_id));
create policy receiver on referral_packet for select to handrail_app using (receives_referral(referral_id) and withdrawn_at is null);
create policy send on referral_packet for insert to handrail_app with check (app_is('coordinator', 'supervisor', 'client') and sends_referral(referral_id));
create policy withdraw on referral_packet for update to handrail_app using (sends_referral(referral_id) or receives_referral(referral_id)) with check (true);

create policy party on referral_message for select to handrail_app using (sends_referral(referral_id) or receives_referral(referral_id));
create policy write on referral_message for insert to handrail_app with check (sends_referral(referral_id) or receives_referral(referral_id));
create policy mark_read on referral_message for update to handrail_app using (sends_referral(referral_id) or receives_referral(referral_id)) with check (sends_referral(referral_id) or receives_referral(referral_id));
create policy care on attachment for select to handrail_app using (sees_client(client_id) or (referral_id is not null and receives_referral(referral_id)));
create policy upload on attachment for insert to handrail_app with check (sees_client(client_id) or (referral_id is not null and receives_referral(referral_id)));

create policy sender on access_link for select to handrail_app using (app_is('coordinator', 'supervisor') and ((referral_id is not null and sends_referral(referral_id)) or (client_id is not null and sees_client(client_id))));
create policy make on access_link for insert to handrail_app with check (app_is('coordinator', 'supervisor', 'client') and ((referral_id is not null and sends_referral(referral_id)) or (client_id is not null and sees_client(client_id))));
create policy close on access_link for update to handrail_app using (app_is('coordinator', 'supervisor', 'client', 'agency-staff', 'agency-admin') and ((referral_id is not null and (sends_referral(referral_id) or receives_referral(referral_id))) or (client_id is not null and sees_client(client_id)))) with check (true);
create policy sender on held_answer for all to handrail_app using (app_is('coordinator', 'supervisor') and sends_referral(referral_id)) with check (app_is('coordinator', 'supervisor') and sends_referral(referral_id));

create policy own on task for select to handrail_app using (assigned_to = app_account() or (client_id is not null and app_is('coordinator', 'supervisor') and sees_client(client_id)));
create policy do_it on task for update to handrail_app using (assigned_to = app_account() or (client_id is not null and app_is('coordinator', 'supervisor') and sees_client(client_id))) with check (true);
create policy make on task for insert to handrail_app with check (app_is('coordinator', 'supervisor') and organization_id = app_organization());
create policy own on notification_setting for all to handrail_app using (account_id = app_account()) with check (account_id = app_account());
create policy own on notification for select to handrail_app using (account_id = app_account());
create policy own_read on notification for update to handrail_app using (account_id = app_account()) with check (account_id = app_account());
create policy own on saved_view for all to handrail_app using (account_id = app_account()) with check (account_id = app_account());
