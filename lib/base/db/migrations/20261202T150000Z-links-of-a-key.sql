-- The key that a link's secret is derived from, and no other opens it. Null: made before, when it was the oldest of the list.
alter table access_link add column key_id text;
alter table invitation add column key_id text;
alter table sign_in_link add column key_id text;
