-- What an emergency opens is the record itself: who the person is, how to reach and protect them, what they need and who
-- carries them. Referrals, packets, messages, files, consents, notes on programs, evidence and disclosures stay shut. So
-- `sees_client` leaves emergencies out, and only what asks for them by name lets them in: whatever asks it, policies and
-- functions that change something alike, is closed to an emergency unless somebody writes the opposite.
create or replace function sees_client(the_client uuid) returns boolean language plpgsql stable security definer set search_path = public as $$
begin
  case app_role()
    when 'system' then return true;
    when 'client' then return the_client = app_client();
    when 'coordinator', 'supervisor' then return carries_client(the_client);
    else return false;
  end case;
end $$;
create function opened_in_emergency(the_client uuid) returns boolean language plpgsql stable security definer set search_path = public as $$
begin
  case app_role()
    when 'coordinator', 'supervisor' then return exists (
      select from break_glass where client_id = the_client and account_id = app_account()
        and organization_id = app_organization() and ended_at is null and expires_at > now());
    else return false;
  end case;
end $$;
alter policy care on client using (sees_client(id) or opened_in_emergency(id));
alter policy care on caseload using (account_id = app_account() or sees_client(client_id) or opened_in_emergency(client_id));

-- A caseload and the lists of referrals are of those whom the actor carries; an emergency has its page.
create or replace function visible_clients() returns setof uuid language plpgsql stable security definer set search_path = public as $$
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
end $$;

-- Which needs, without how anybody knows of them: a policy lets in whole rows.
create function needs_in_emergency(the_client uuid) returns table (id uuid, need_id text, urgency text, opened_at timestamptz, closed_at timestamptz)
language sql stable security definer set search_path = public as $$
  select id, need_id, urgency, opened_at, closed_at from client_need
  where client_id = the_client and opened_in_emergency(the_client) order by opened_at
$$;

-- Whom the actor reads by an emergency alone, and until when. Every line of the trail about them says so (lib/base/audit).
create function emergencies_now() returns table (client_id uuid, ends_at timestamptz)
language sql stable security definer set search_path = public as $$
  select break_glass.client_id, max(break_glass.expires_at) from break_glass
  where account_id = app_account() and organization_id = app_organization() and ended_at is null and expires_at > now()
    and not carries_client(break_glass.client_id)
  group by 1
$$;

create or replace function supervisors_of_client(the_client uuid) returns table (account_id uuid, email citext, locale text)
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
  where account.deactivated_at is null and opened_in_emergency(the_client)
    and account.id in (select boss.account_id from boss union all select everybody.account_id from everybody where not exists (select from boss))
$$;

-- An administrator corrects the referrals of one's own organization, and closes no other's packets.
create or replace function withdraw_disclosure(the_referral uuid) returns void language plpgsql security definer set search_path = public as $$
begin
  if not (app_is('system') or sends_referral(the_referral) or receives_referral(the_referral)
    or (app_is('administrator') and exists (select from referral where id = the_referral and organization_id = app_organization()))) then
    return;
  end if;
  update access_link set revoked_at = clock_timestamp() where referral_id = the_referral and kind in ('agency', 'card') and revoked_at is null;
  update referral_packet set withdrawn_at = clock_timestamp() where referral_id = the_referral and withdrawn_at is null;
  update notification set dropped_at = clock_timestamp(), dropped_why = 'withdrawn' where referral_id = the_referral and sent_at is null and dropped_at is null and channel <> 'screen';
  update mail_message set dropped_at = clock_timestamp() where referral_id = the_referral and sent_at is null and dropped_at is null;
end $$;
revoke all on function opened_in_emergency, needs_in_emergency, emergencies_now from public;
grant execute on function opened_in_emergency, needs_in_emergency, emergencies_now to handrail_app;

-- Who writes of a client carries the client: the policies of these tables say so themselves now.
do $$
declare it record;
begin
  for it in select tablename, policyname from pg_policies
    where schemaname = 'public' and permissive = 'RESTRICTIVE' and policyname in ('carried_insert', 'carried_update', 'carried_delete')
  loop
    execute format('drop policy %I on %I', it.policyname, it.tablename);
  end loop;
end $$;
drop function writes_of_client;
