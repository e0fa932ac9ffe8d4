-- A referral is the receiving side's from the moment it is sent, and never before: also one that ended as a draft, or with
-- the client's "no", would tell the agency that somebody was about to come. What was sent once stays theirs as far as
-- their packet is open.
create or replace function receives_referral(the_referral uuid) returns boolean language plpgsql stable security definer set search_path = public as $$
begin
  if not app_is('agency-staff', 'agency-admin') then
    return false;
  end if;
  return exists (
    select from referral join agency on agency.id = referral.agency_id
    where referral.id = the_referral and referral.sent_at is not null
      and ((app_referral() is null and agency.care_organization_id is not null and agency.care_organization_id = app_organization())
        or referral.id = app_referral()));
end $$;

-- What agencies were told of such referrals until now: what waits is dropped, what stands in an account goes. What has left
-- stays written down, for the coordinator who has to know it.
create temporary table told_of_unsent on commit drop as
  select notification.id, notification.dedupe_key from notification
  join referral on referral.id = notification.referral_id and referral.sent_at is null
  join agency on agency.id = referral.agency_id
  where notification.agency_id is not null
    or (exists (
        select from membership where membership.account_id = notification.account_id
          and membership.organization_id = agency.care_organization_id and membership.role in ('agency-staff', 'agency-admin'))
      and not exists (
        select from membership where membership.account_id = notification.account_id
          and membership.organization_id = referral.organization_id and membership.role in ('coordinator', 'supervisor')));
update mail_message set dropped_at = now()
  where dedupe_key in (select dedupe_key from told_of_unsent) and sent_at is null and failed_at is null and dropped_at is null;
update notification set dropped_at = now(), dropped_why = 'withdrawn'
  where id in (select id from told_of_unsent) and channel <> 'screen' and sent_at is null and dropped_at is null
    and not exists (select from mail_message where mail_message.dedupe_key = notification.dedupe_key and mail_message.dropped_at is null);
delete from notification where id in (select id from told_of_unsent) and channel = 'screen';
drop table told_of_unsent;
