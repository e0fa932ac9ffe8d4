-- An agency that was referred to before its people had accounts finds its inbox filled when the organization is opened.
create function claim_agency() returns trigger language plpgsql security definer set search_path = public as $$
begin
  update agency set care_organization_id = new.id
    where directory_organization_id = new.directory_organization_id and care_organization_id is null;
  return new;
end $$;
revoke all on function claim_agency() from public;
create trigger claim_agency after insert on care_organization for each row
  when (new.directory_organization_id is not null) execute function claim_agency();
