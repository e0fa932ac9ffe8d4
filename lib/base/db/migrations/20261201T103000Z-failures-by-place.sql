-- Wrong passwords and codes are counted from the attempts themselves, by account and by account and place: a stranger's
-- rest no longer falls on the owner, and an address that nobody has is counted in the same way.
create or replace function guard_account() returns trigger language plpgsql as $$
begin
  if current_user = 'handrail_app' and not app_is('system', 'administrator')
    and (new.id, new.email, new.demo, new.deactivated_at) is distinct from (old.id, old.email, old.demo, old.deactivated_at) then
    raise insufficient_privilege using message = 'not yours to change';
  end if;
  return new;
end $$;
alter table account drop column failed_sign_ins, drop column locked_until;
create index sign_in_attempt_address on sign_in_attempt (email_digest, method, at);
