-- A feed is millions of rows, and each of them paid for checks and indexes that nothing needs.

-- The importer alone writes source_key, after it has written the source, and a source is never deleted. The records
-- that others remember keep the check; what hangs on them is checked through them.
do $$
declare name text;
begin
  foreach name in array array['organization_identifier', 'address', 'confidential_address', 'contact', 'phone', 'schedule', 'service_area', 'language', 'accessibility', 'required_document', 'cost_option', 'funding', 'taxonomy_term', 'attribute', 'service_capacity', 'url', 'metadata']
  loop
    execute format('alter table %I drop constraint %I', name, name || '_source_key_fkey');
  end loop;
end $$;

-- No query looks for these.
drop index organization_name_trgm, service_name_trgm, address_postal_code, service_card_source;
