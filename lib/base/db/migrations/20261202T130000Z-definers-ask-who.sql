-- Three functions act as the owner of the tables and asked nobody who they are. Each asks now, by itself and not by grace
-- of who calls it.

-- Whoever is a party to a referral learns whether its need was met elsewhere; of another need, or to anybody else, nothing.
create or replace function need_is_taken(the_need uuid, except_referral uuid) returns boolean language sql stable security definer set search_path = public as $$
  select exists (select from referral where id = except_referral and client_need_id = the_need
      and (sends_referral(id) or receives_referral(id) or (app_is('administrator') and organization_id = app_organization())))
    and (exists (select from client_need where id = the_need and closed_at is not null)
      or exists (select from referral where client_need_id = the_need and id <> except_referral
        and status in ('accepted', 'contacting', 'waitlisted', 'scheduled', 'missed', 'in-service', 'closed-served')))
$$;

create or replace function shares_attachments(the_referral uuid) returns boolean language sql stable security definer set search_path = public as $$
  select receives_referral(the_referral)
    and exists (select from referral_packet where referral_id = the_referral and withdrawn_at is null and 'attachments' = any (fields))
$$;

-- Nothing that a visitor or a system outside does is followed by a job in their own name.
create or replace function enqueue(topic text, payload json, run_at timestamptz default null, job_key text default null,
                        max_attempts int default null, queue_name text default null)
  returns void language plpgsql security definer set search_path = public, graphile_worker as $$
begin
  if app_is('visitor', 'external') then
    raise insufficient_privilege using message = 'not yours to queue';
  end if;
  perform graphile_worker.add_job(topic, payload, queue_name => queue_name, run_at => run_at,
                                  max_attempts => max_attempts, job_key => job_key);
end $$;

-- Roles of the server that are none of ours call none of them.
do $$
declare it record;
begin
  for it in select pg_proc.oid::regprocedure as function, prorettype = 'trigger'::regtype as fires from pg_proc
    where pronamespace = 'public'::regnamespace and prosecdef
      and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
  loop
    execute format('revoke all on function %s from public', it.function);
    if not it.fires then execute format('grant execute on function %s to handrail_app', it.function); end if;
  end loop;
end $$;
