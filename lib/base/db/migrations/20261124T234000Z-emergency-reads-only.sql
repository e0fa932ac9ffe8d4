-- An emergency opens a record to be read, not to be changed. What lets those who see a client write about them lets in an
-- open emergency too, because it sees; so each of these tables asks besides that whoever coordinates carries the client.
-- The other parties are not asked: theirs is a referral, or the record is their own.
create function writes_of_client(the_client uuid) returns boolean language sql stable set search_path = public as
  $$ select not app_is('coordinator', 'supervisor') or carries_client(the_client) $$;
revoke all on function writes_of_client from public;
grant execute on function writes_of_client to handrail_app;

do $$
declare name text;
begin
  foreach name in array array['client_need', 'consent', 'referral', 'attachment', 'access_link'] loop
    execute format('create policy carried_insert on %I as restrictive for insert to handrail_app with check (writes_of_client(client_id))', name);
    execute format('create policy carried_update on %I as restrictive for update to handrail_app using (writes_of_client(client_id))', name);
  end loop;
  foreach name in array array['referral_event', 'referral_packet', 'referral_message', 'held_answer'] loop
    execute format('create policy carried_insert on %I as restrictive for insert to handrail_app
      with check (not app_is(''coordinator'', ''supervisor'') or exists (select from referral where referral.id = referral_id and carries_client(referral.client_id)))', name);
    continue when name = 'referral_event';
    execute format('create policy carried_update on %I as restrictive for update to handrail_app
      using (not app_is(''coordinator'', ''supervisor'') or exists (select from referral where referral.id = referral_id and carries_client(referral.client_id)))', name);
  end loop;
  foreach name in array array['need_outcome', 'shortlist_entry'] loop
    execute format('create policy carried_insert on %I as restrictive for insert to handrail_app
      with check (not app_is(''coordinator'', ''supervisor'') or exists (select from client_need where client_need.id = client_need_id and carries_client(client_need.client_id)))', name);
  end loop;
end $$;
create policy carried_update on shortlist_entry as restrictive for update to handrail_app
  using (not app_is('coordinator', 'supervisor') or exists (select from client_need where client_need.id = client_need_id and carries_client(client_need.client_id)));
create policy carried_delete on shortlist_entry as restrictive for delete to handrail_app
  using (not app_is('coordinator', 'supervisor') or exists (select from client_need where client_need.id = client_need_id and carries_client(client_need.client_id)));
create policy carried_insert on client_link as restrictive for insert to handrail_app with check (writes_of_client(client_id) and writes_of_client(other_client_id));
create policy carried_update on client_link as restrictive for update to handrail_app using (writes_of_client(client_id) and writes_of_client(other_client_id));
-- A task of one's own is one's own to finish, whoever carries the client by now.
alter policy do_it on task using (assigned_to = app_account() or carries_client(client_id));
