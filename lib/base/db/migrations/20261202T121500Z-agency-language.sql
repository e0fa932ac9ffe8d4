-- The language in which an agency is written to. Null: nobody said, and it is written to in English as before.
alter table agency add column locale text check (locale in ('en', 'es', 'ar'));
