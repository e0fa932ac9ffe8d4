-- What a passkey signs: one random challenge, spent by the answer to it, so that an answer that was overheard is worth
-- nothing a second time. `account_id` is set while somebody adds a passkey, and empty while somebody signs in.
create table passkey_challenge (
  challenge text primary key,
  account_id uuid references account on delete cascade,
  expires_at timestamptz not null
);
create index passkey_challenge_expiry on passkey_challenge (expires_at);
alter table passkey_challenge enable row level security;
grant select, insert, delete on passkey_challenge to handrail_app;
create policy system on passkey_challenge for all to handrail_app using (app_is('system')) with check (app_is('system'));
