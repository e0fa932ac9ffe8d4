-- An inbox asked receives_referral() of every referral of its agency, twice a page: two thirds of the 64 ms that the
-- page of an agency with 500 open referrals took. Its agencies are looked up once a statement now; what is seen is as before, and
-- the other tables of a referral, of which a page reads few rows, still ask the function.
create function agencies_of_actor() returns setof uuid language sql stable security definer set search_path = public as $$
  select id from agency where app_is('agency-staff', 'agency-admin') and care_organization_id = app_organization()
$$;
revoke all on function agencies_of_actor from public;
grant execute on function agencies_of_actor to handrail_app;
alter policy receiver on referral using (
  sent_at is not null and case
    when app_referral() is null then agency_id = any (array(select agencies_of_actor()))
    else app_is('agency-staff', 'agency-admin') and id = app_referral()
  end);
