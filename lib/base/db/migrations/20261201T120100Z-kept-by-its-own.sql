-- What an agency is in the law's eyes (42 CFR Part 2, services for victims) decides what may be sent to it and who is told.
-- A row policy cannot tell one column from another: an agency's own administrator keeps the row and not these.
create function agency_standing_is_not_its_own() returns trigger language plpgsql set search_path = public as $$
begin
  if app_is('agency-admin') and (new.victim_services, new.part2_program, new.care_organization_id, new.directory_organization_id)
    is distinct from (old.victim_services, old.part2_program, old.care_organization_id, old.directory_organization_id) then
    raise exception 'An agency does not say this of itself.' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger standing before update on agency for each row execute function agency_standing_is_not_its_own();

-- Who hears of an emergency is asked by the command now, which leaves out whoever opens it.
drop function supervisors_of_client;
