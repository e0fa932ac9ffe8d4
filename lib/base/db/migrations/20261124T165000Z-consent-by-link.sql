-- What a coordinator chose while a referral is not sent yet: codes of the fields, the ground, who gives the consent, its
-- language and last day. No name and no words about a person, so it stands in the open; sending empties it.
alter table referral add column proposal jsonb;

-- For whom a client's private link was made. What somebody else than the client opens shows only what that person was
-- asked for or gave: a guardian never sees what a minor consented to alone.
alter table access_link add column giver text not null default 'client' check (giver in ('client', 'guardian', 'representative'));

create function app_giver() returns text language sql stable as $$
  select coalesce(nullif(current_setting('app.giver', true), ''), 'client')
$$;
grant execute on function app_giver to handrail_app;

create or replace function sends_referral(the_referral uuid) returns boolean language sql stable security definer set search_path = public as $$
  select exists (
    select from referral left join consent on consent.id = referral.consent_id
    where referral.id = the_referral and sees_client(referral.client_id)
      and (app_giver() = 'client' or coalesce(consent.giver, referral.proposal->>'giver') = app_giver()))
$$;

create policy giver on consent as restrictive for all to handrail_app using (app_giver() = 'client' or giver = app_giver());
create policy giver on referral as restrictive for all to handrail_app using (app_giver() = 'client' or sends_referral(id));
create policy giver on referral_packet as restrictive for all to handrail_app using (app_giver() = 'client' or sends_referral(referral_id));
create policy giver on attachment as restrictive for all to handrail_app using (app_giver() = 'client' or (referral_id is not null and sends_referral(referral_id)));
create policy giver on client_need as restrictive for all to handrail_app
  using (app_giver() = 'client' or exists (select from referral where referral.client_need_id = client_need.id));
create policy giver on need_outcome as restrictive for all to handrail_app
  using (app_giver() = 'client' or (referral_id is not null and sends_referral(referral_id)));

-- That a colleague has a record that shares a telephone, e-mail or name with one of the actor's, and whom to ask. Nothing
-- of what stands in it.
create function colleagues_with_similar(the_client uuid) returns table (account_id uuid, name text)
language sql stable security definer set search_path = public as $$
  select distinct account.id, account.name
  from client own
  join client other on other.organization_id = own.organization_id and other.id <> own.id and other.match_keys && own.match_keys
  join caseload on caseload.client_id = other.id and caseload.until is null and caseload.kind = 'primary'
  join account on account.id = caseload.account_id
  where own.id = the_client and app_is('coordinator', 'supervisor') and own.organization_id = app_organization()
    and sees_client(own.id) and not sees_client(other.id)
$$;
revoke all on function colleagues_with_similar from public;
grant execute on function colleagues_with_similar to handrail_app;
