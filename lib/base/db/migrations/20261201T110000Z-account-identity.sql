-- Who at an organization's identity provider an account is: by the provider's own id for them, which never changes hands
-- as an address does. Kept as a keyed digest.
create table account_identity (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  issuer text not null,
  subject_digest text not null,
  linked_at timestamptz not null,
  unique (issuer, subject_digest),
  unique (account_id, issuer)
);
alter table account_identity enable row level security;
grant select, insert, delete on account_identity to handrail_app;
create policy system on account_identity for all to handrail_app using (app_is('system')) with check (app_is('system'));
-- One's own link is one's own to see and to take away, and never to make.
create policy own on account_identity for select to handrail_app using (account_id = app_account());
create policy own_delete on account_identity for delete to handrail_app using (account_id = app_account());
