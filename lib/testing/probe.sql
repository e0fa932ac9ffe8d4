-- Which of select, insert, update and delete may the actor of this transaction do with this one row? Each is tried and
-- undone. Tried blind as well, without a condition: a statement that reads nothing is not bound by policies for reading.
create function probe_place(the_table regclass, the_key jsonb) returns tid language plpgsql security definer as $$
declare place tid;
begin
  execute format('select ctid from %s t where to_jsonb(t) @> $1', the_table) into place using the_key;
  return place;
end $$;

create function probe_try(the_table regclass, the_key jsonb, the_row jsonb, statement text) returns boolean language plpgsql as $$
declare before tid := probe_place(the_table, the_key);
begin
  begin
    execute statement using the_key, the_row;
    if probe_place(the_table, the_key) is distinct from before then
      raise exception using errcode = 'P0999';
    end if;
    return false;
  exception
    when insufficient_privilege then return false;
    -- Policies are asked before constraints.
    when unique_violation or not_null_violation then return statement like 'insert%';
    when sqlstate 'P0999' then return true;
  end;
end $$;

create function probe(the_table regclass, the_key jsonb, the_row jsonb, names text, changed text) returns text[] language plpgsql as $$
declare
  found boolean := false;
  result text[] := '{}';
begin
  begin
    execute format('select exists (select from %s t where to_jsonb(t) @> $1)', the_table) into found using the_key;
  exception when insufficient_privilege then null;
  end;
  if found then result := result || 'select'::text; end if;
  if probe_try(the_table, the_key, the_row, format('insert into %1$s (%2$s) overriding system value select %2$s from jsonb_populate_record(null::%1$s, $2)', the_table, names)) then
    result := result || 'insert'::text;
  end if;
  if changed is not null and (
       probe_try(the_table, the_key, the_row, format('update %1$s set %2$I = (select r.%2$I from jsonb_populate_record(null::%1$s, $2) r)', the_table, changed))
    or probe_try(the_table, the_key, the_row, format('update %1$s t set %2$I = (select r.%2$I from jsonb_populate_record(null::%1$s, $2) r) where to_jsonb(t) @> $1', the_table, changed))) then
    result := result || 'update'::text;
  end if;
  if probe_try(the_table, the_key, the_row, format('delete from %s', the_table))
    or probe_try(the_table, the_key, the_row, format('delete from %s t where to_jsonb(t) @> $1', the_table)) then
    result := result || 'delete'::text;
  end if;
  return result;
end $$;
grant execute on function probe, probe_try, probe_place to handrail_app;
