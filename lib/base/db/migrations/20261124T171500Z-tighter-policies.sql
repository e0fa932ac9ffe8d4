-- What the walk over every table, role and relation (lib/base/db/row-policies.test.ts) found too wide.

-- An emergency opens a client of one's own organization, never another's: without this, whoever knew an id could.
create function own_client(the_client uuid) returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from client where id = the_client and organization_id = app_organization()) $$;
grant execute on function own_client to handrail_app;
drop policy open on break_glass;
create policy open on break_glass for insert to handrail_app with check (
  app_is('coordinator', 'supervisor') and account_id = app_account() and organization_id = app_organization() and own_client(client_id));

-- Nobody gives a role above their own side's: a supervisor makes no administrator, an agency no coordinator.
create function app_may_grant(the_role text, the_organization uuid) returns boolean language sql stable parallel safe as
  $$ select case app_role()
    when 'administrator' then true
    when 'supervisor' then the_organization = app_organization() and the_role in ('coordinator', 'supervisor')
    when 'agency-admin' then the_organization = app_organization() and the_role in ('agency-staff', 'agency-admin')
    else false end $$;
drop policy manage on membership;
create policy manage on membership for all to handrail_app using (app_may_grant(role, organization_id)) with check (app_may_grant(role, organization_id));
drop policy manage on invitation;
create policy manage on invitation for all to handrail_app using (app_may_grant(role, organization_id)) with check (app_may_grant(role, organization_id));

-- An agency's administrator keeps its organization; making one is not theirs.
drop policy write on care_organization;
create policy write on care_organization for all to handrail_app using (app_is('system', 'administrator')) with check (app_is('system', 'administrator'));
create policy keep on care_organization for update to handrail_app using (app_is('agency-admin') and id = app_organization()) with check (app_is('agency-admin') and id = app_organization());

-- History is ended, never removed.
revoke delete on account, membership, invitation, session, sign_in_link, sign_in_attempt, mail_message, api_key, break_glass, team from handrail_app;

-- One's own name, language and password are one's own to change; what says who one is and what one may skip is not.
create function guard_account() returns trigger language plpgsql as $$
begin
  if current_user = 'handrail_app' and not app_is('system', 'administrator')
    and (new.id, new.email, new.demo, new.deactivated_at, new.locked_until, new.failed_sign_ins)
      is distinct from (old.id, old.email, old.demo, old.deactivated_at, old.locked_until, old.failed_sign_ins) then
    raise insufficient_privilege using message = 'not yours to change';
  end if;
  return new;
end $$;
create trigger guard before update on account for each row execute function guard_account();

-- Whose record it is, and what was given away to whom, no role of the application changes afterwards.
do $$
declare
  it record;
  changeable text;
begin
  for it in select * from (values
    ('client', array['id', 'organization_id', 'created_by', 'created_at']),
    ('client_need', array['id', 'client_id', 'need_id', 'opened_at', 'opened_by']),
    ('consent', array['id', 'client_id', 'organization_id', 'mode', 'purpose', 'agency_id', 'recipient_class', 'fields', 'giver', 'method', 'given_at', 'recorded_by', 'created_at']),
    ('referral', array['id', 'organization_id', 'client_id', 'client_need_id', 'service_id', 'agency_id', 'created_by', 'created_at', 'self_referred', 'onward_of']),
    ('referral_message', array['id', 'referral_id', 'from_party', 'account_id', 'body', 'sent_at']),
    ('caseload', array['client_id', 'account_id', 'since'])) as fixed (name, columns)
  loop
    select string_agg(quote_ident(attname), ', ') into changeable from pg_attribute
      where attrelid = it.name::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname <> all (it.columns);
    execute format('revoke update on %I from handrail_app', it.name);
    execute format('grant update (%s) on %I to handrail_app', changeable, it.name);
  end loop;
end $$;
