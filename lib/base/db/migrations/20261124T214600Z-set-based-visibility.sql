-- Row policies ask these functions for every row of a person, several times in each command. In plpgsql their plans are
-- kept for the session and only the branch of the actor's role is run: a third of the time. What they answer is as before.
create or replace function sees_client(the_client uuid) returns boolean language plpgsql stable security definer set search_path = public as $$
begin
  case app_role()
    when 'system' then return true;
    when 'client' then return the_client = app_client();
    when 'coordinator', 'supervisor' then
      return carries_client(the_client) or exists (
        select from break_glass where client_id = the_client and account_id = app_account()
          and organization_id = app_organization() and ended_at is null and expires_at > now());
    else return false;
  end case;
end $$;
create or replace function carries_client(the_client uuid) returns boolean language plpgsql stable security definer set search_path = public as $$
begin
  case app_role()
    when 'coordinator' then return exists (
      select from caseload join client on client.id = caseload.client_id
      where caseload.client_id = the_client and caseload.account_id = app_account() and caseload.until is null
        and client.organization_id = app_organization());
    when 'supervisor' then return exists (
      select from client
      join caseload on caseload.client_id = client.id and caseload.until is null
      join team_member member on member.account_id = caseload.account_id
      join team_member boss on boss.team_id = member.team_id and boss.supervises and boss.account_id = app_account()
      join team on team.id = boss.team_id and team.organization_id = app_organization()
      where client.id = the_client and client.organization_id = app_organization());
    else return false;
  end case;
end $$;
create or replace function receives_referral(the_referral uuid) returns boolean language plpgsql stable security definer set search_path = public as $$
begin
  if not app_is('agency-staff', 'agency-admin') then
    return false;
  end if;
  return exists (
    select from referral join agency on agency.id = referral.agency_id
    where referral.id = the_referral and referral.status not in ('draft', 'awaiting-consent')
      and ((app_referral() is null and agency.care_organization_id is not null and agency.care_organization_id = app_organization())
        or referral.id = app_referral()));
end $$;
create or replace function sends_referral(the_referral uuid) returns boolean language plpgsql stable security definer set search_path = public as $$
begin
  if not app_is('system', 'client', 'coordinator', 'supervisor') then
    return false;
  end if;
  if app_giver() = 'client' then
    return exists (select from referral where referral.id = the_referral and sees_client(referral.client_id));
  end if;
  return exists (
    select from referral left join consent on consent.id = referral.consent_id
    where referral.id = the_referral and sees_client(referral.client_id)
      and coalesce(consent.giver, referral.proposal->>'giver') = app_giver());
end $$;

-- Whom the actor coordinates for, as a set: a list asks once instead of once for every client there is. An item is still
-- judged by sees_client; a test holds the two to each other.
create function visible_clients() returns setof uuid language plpgsql stable security definer set search_path = public as $$
begin
  case app_role()
    when 'coordinator' then return query
      select caseload.client_id from caseload join client on client.id = caseload.client_id
      where caseload.account_id = app_account() and caseload.until is null and client.organization_id = app_organization();
    when 'supervisor' then return query
      select caseload.client_id
      from team_member boss
      join team on team.id = boss.team_id and team.organization_id = app_organization()
      join team_member member on member.team_id = boss.team_id
      join caseload on caseload.account_id = member.account_id and caseload.until is null
      join client on client.id = caseload.client_id and client.organization_id = app_organization()
      where boss.account_id = app_account() and boss.supervises;
    when 'client' then return query select app_client() where app_client() is not null;
    else return;
  end case;
  if app_is('coordinator', 'supervisor') then
    return query select client_id from break_glass where account_id = app_account()
      and organization_id = app_organization() and ended_at is null and expires_at > now();
  end if;
end $$;
revoke all on function visible_clients from public;
grant execute on function visible_clients to handrail_app;
create index break_glass_account on break_glass (account_id) where ended_at is null;
