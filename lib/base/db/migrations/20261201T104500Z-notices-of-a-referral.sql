-- What the product has told the two other sides of a referral, for whoever carries its client: whether the agency was
-- reached and when it was reminded is what a coordinator asks before calling. Neither an address nor a word of a message.
create function notices_of(the_referral uuid)
returns table (party text, topic text, channel text, queued_at timestamptz, sent_at timestamptz, failed_at timestamptz, came_back_at timestamptz, dropped_why text)
language sql stable security definer set search_path = public as $$
  select case when told.agency_id is null then 'client' else 'agency' end, told.topic, told.channel, told.created_at,
    coalesce(letter.sent_at, told.sent_at), coalesce(letter.failed_at, told.failed_at), letter.bounced_at,
    coalesce(told.dropped_why, case when letter.dropped_at is not null then 'withdrawn' end)
  from notification told
  left join mail_message letter on letter.dedupe_key = told.dedupe_key
  where told.referral_id = the_referral and told.account_id is null
    and app_is('coordinator', 'supervisor')
    and exists (select from referral where referral.id = the_referral and carries_client(referral.client_id))
  order by told.created_at
$$;
revoke all on function notices_of from public;
grant execute on function notices_of to handrail_app;
