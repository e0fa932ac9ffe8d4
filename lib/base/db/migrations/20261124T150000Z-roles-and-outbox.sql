-- The application role: owns nothing, so row-level security binds it. Roles belong to the cluster, hence the guard.
-- Where the owner may make none, an administrator of the server has made it and granted it to the owner.
do $$ begin
  if not exists (select from pg_roles where rolname = 'handrail_app') then
    create role handrail_app nologin nobypassrls;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant handrail_app to %I', current_user);
exception when insufficient_privilege then
  if not pg_has_role(current_user, 'handrail_app', 'member') then raise; end if;
end $$;
grant usage on schema public to handrail_app;

create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists citext;

-- Who acts, as transact() set it for this transaction. Without it a connection is a visitor.
create function app_role() returns text language sql stable parallel safe as
  $$ select coalesce(nullif(current_setting('app.role', true), ''), 'visitor') $$;
create function app_account() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.account_id', true), '')::uuid $$;
create function app_organization() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.organization_id', true), '')::uuid $$;
create function app_request() returns text language sql stable parallel safe as
  $$ select nullif(current_setting('app.request_id', true), '') $$;
-- May this actor write the directory?
create function app_curates() returns boolean language sql stable parallel safe as
  $$ select app_role() in ('system', 'steward', 'administrator') $$;

-- Jobs are added inside the caller's transaction. The queue's own tables stay closed to the application role.
create function enqueue(topic text, payload json, run_at timestamptz default null, job_key text default null,
                        max_attempts int default null, queue_name text default null)
  returns void language sql security definer set search_path = public, graphile_worker as
  $$ select graphile_worker.add_job(topic, payload, queue_name => queue_name, run_at => run_at,
                                    max_attempts => max_attempts, job_key => job_key) $$;
revoke all on function enqueue from public;
grant execute on function enqueue to handrail_app;
