-- When the session last showed the second step for something that needs it fresh: another authenticator app.
alter table session add column proven_again_at timestamptz;

-- An administrator took a lost second step away. Until it stands anew only a mailed link may set one up: whoever knows the
-- password alone must not be the first to. A row for each time; who, why and how they made sure stand in the audit trail.
create table second_factor_reset (
  id uuid primary key,
  account_id uuid not null references account on delete cascade,
  at timestamptz not null,
  -- when the person set up a new one
  finished_at timestamptz
);
create index second_factor_reset_waiting on second_factor_reset (account_id) where finished_at is null;

-- Not one's own, and only of an account in whose every current role the actor has a say.
create function app_may_reset(the_account uuid) returns boolean language sql stable security definer set search_path = public as
  $$ select app_is('administrator', 'agency-admin') and the_account is distinct from app_account()
    and exists (select from membership where account_id = the_account and ended_at is null)
    and not exists (select from membership where account_id = the_account and ended_at is null and not app_may_grant(role, organization_id)) $$;
revoke all on function app_may_reset from public;
grant execute on function app_may_reset to handrail_app;

alter table second_factor_reset enable row level security;
grant select, insert, update on second_factor_reset to handrail_app;
create policy system on second_factor_reset for all to handrail_app using (app_is('system')) with check (app_is('system'));
create policy reset on second_factor_reset for insert to handrail_app with check (app_may_reset(account_id));
