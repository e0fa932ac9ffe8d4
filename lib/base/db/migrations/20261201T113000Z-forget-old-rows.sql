-- What signing in and mail leave behind is of use for a while and then only a risk. No role of the application may delete
-- these rows; this function may, by ages that nobody chooses at run time, and only of what is over. The audit trail stands
-- by itself and is not touched.
create function forget_old_rows(the_now timestamptz) returns bigint language plpgsql security definer set search_path = public as $$
declare
  -- A clock that runs ahead must not forget what is young.
  today timestamptz := least(the_now, clock_timestamp());
  gone bigint := 0;
  counted bigint;
begin
  if not app_is('system') then raise insufficient_privilege using message = 'not yours to forget'; end if;
  -- Guessing is judged by a day, an owner's place by 30 days.
  delete from sign_in_attempt where at < today - interval '90 days';
  get diagnostics counted = row_count; gone := gone + counted;
  delete from sign_in_link where expires_at < today - interval '7 days';
  get diagnostics counted = row_count; gone := gone + counted;
  delete from passkey_challenge where expires_at < today - interval '1 day';
  get diagnostics counted = row_count; gone := gone + counted;
  -- Over a year: which device a line of the trail came from can still be told when a year is looked back on.
  delete from session where coalesce(ended_at, expires_at) < today - interval '400 days' and expires_at < today - interval '400 days';
  get diagnostics counted = row_count; gone := gone + counted;
  delete from invitation where coalesce(accepted_at, revoked_at, expires_at) < today - interval '400 days' and expires_at < today - interval '400 days';
  get diagnostics counted = row_count; gone := gone + counted;
  -- A message that is over: whom it went to and what stood in it for 30 days, while it may still come back. That it went for
  -- 400 days, while its key keeps it from going twice; of a referral for as long as the referral, whose history it is.
  update mail_message set to_address = '', values = '{}'
    where coalesce(sent_at, failed_at, dropped_at) < today - interval '30 days' and to_address <> '';
  get diagnostics counted = row_count; gone := gone + counted;
  delete from mail_message where referral_id is null and coalesce(sent_at, failed_at, dropped_at) < today - interval '400 days';
  get diagnostics counted = row_count; gone := gone + counted;
  return gone;
end $$;
revoke all on function forget_old_rows from public;
grant execute on function forget_old_rows to handrail_app;
create index session_expires on session (expires_at);
create index sign_in_attempt_at on sign_in_attempt (at);
