-- Who carries a client, an emergency aside: whoever opened a record in an emergency reads it and does not change it.
create function carries_client(the_client uuid) returns boolean language sql stable security definer set search_path = public as $$
  select case app_role()
    when 'coordinator' then exists (
        select from caseload join client on client.id = caseload.client_id
        where caseload.client_id = the_client and caseload.account_id = app_account() and caseload.until is null
          and client.organization_id = app_organization())
    when 'supervisor' then exists (
        select from client
        join caseload on caseload.client_id = client.id and caseload.until is null
        join team_member member on member.account_id = caseload.account_id
        join team_member boss on boss.team_id = member.team_id and boss.supervises and boss.account_id = app_account()
        join team on team.id = boss.team_id and team.organization_id = app_organization()
        where client.id = the_client and client.organization_id = app_organization())
    else false end
$$;
drop policy change on client;
create policy change on client for update to handrail_app using (app_is('coordinator', 'supervisor') and carries_client(id)) with check (organization_id = app_organization());

-- Whom a telephone number, an e-mail address or a full name belongs to, by keyed digest and inside the actor's own
-- organization: how an emergency finds a record that is nobody's present business. Ids alone, and no more than two.
create function clients_by_keys(keys text[]) returns setof uuid language sql stable security definer set search_path = public as $$
  select id from client
  where match_keys && keys and organization_id = app_organization() and app_is('coordinator', 'supervisor') limit 2
$$;
-- Who must hear of it: the supervisors of the teams of those who carry the client; where there is none, all of the
-- organization.
create function supervisors_of_client(the_client uuid) returns table (account_id uuid, email citext, locale text)
language sql stable security definer set search_path = public as $$
  with boss as (
    select distinct boss.account_id from caseload
    join client on client.id = caseload.client_id
    join team_member member on member.account_id = caseload.account_id
    join team on team.id = member.team_id and team.organization_id = client.organization_id
    join team_member boss on boss.team_id = team.id and boss.supervises
    where caseload.client_id = the_client and caseload.until is null),
  everybody as (
    select membership.account_id from membership join client on client.organization_id = membership.organization_id
    where client.id = the_client and membership.role = 'supervisor' and membership.ended_at is null)
  select account.id, account.email, account.locale from account
  where account.deactivated_at is null and app_is('coordinator', 'supervisor') and sees_client(the_client)
    and account.id in (select boss.account_id from boss union all select everybody.account_id from everybody where not exists (select from boss))
$$;
revoke all on function clients_by_keys, supervisors_of_client from public;
grant execute on function carries_client, clients_by_keys, supervisors_of_client to handrail_app;

-- The client may read who did what with their record; a guardian's or representative's link may not.
create policy own_record on audit_event for select to handrail_app using (app_is('client') and client_id = app_client() and app_giver() = 'client');
-- Those who carry a client account for what was disclosed of it, and see nothing else of the trail.
create policy disclosures on audit_event for select to handrail_app using (
  app_is('coordinator', 'supervisor') and recipient_id is not null and client_id is not null and sees_client(client_id));
create index audit_event_recipient on audit_event (client_id, at) where recipient_id is not null;
