-- What was spent of each limit, by a keyed digest of an address, an account or a link. One row a limit and window; the
-- columns are those that rate-limiter-flexible reads and writes.
create table rate_limit (
  key text primary key,
  points int not null default 0,
  -- milliseconds since 1970
  expire bigint
);
alter table rate_limit enable row level security;
grant select, insert, update, delete on rate_limit to handrail_app;
create policy system on rate_limit for all to handrail_app using (app_is('system')) with check (app_is('system'));

-- Mail is queued by the product itself, in the transaction of the step that asks for it (queueMail). Before, whoever
-- acted could write any message to anybody.
drop policy queue on mail_message;

-- An address that nobody has an account with rests after failures like one that somebody has.
create index sign_in_attempt_email on sign_in_attempt (email_digest, at) where outcome = 'refused';
