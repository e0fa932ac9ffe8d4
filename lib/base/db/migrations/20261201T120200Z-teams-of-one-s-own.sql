-- Whoever supervises a team sees the records of its people. A supervisor arranges those whom they supervise already; bringing
-- somebody else in, or taking a team of others over, is an administrator's.
create function may_put_in_team(the_team uuid, the_account uuid, as_supervisor boolean) returns boolean
language sql stable security definer set search_path = public as $$
  with own as (
    select app_account() as account_id
    union select member.account_id from team_member boss join team_member member on member.team_id = boss.team_id
      where boss.account_id = app_account() and boss.supervises)
  select app_is('administrator') or (app_is('supervisor')
    and the_account in (select account_id from own)
    and (not as_supervisor or not exists (
      select from team_member other where other.team_id = the_team and other.account_id not in (select account_id from own))))
$$;
revoke all on function may_put_in_team from public;
grant execute on function may_put_in_team to handrail_app;
alter policy manage on team_member with check (
  app_is('administrator', 'supervisor') and exists (select from team where team.id = team_id) and may_put_in_team(team_id, account_id, supervises));
