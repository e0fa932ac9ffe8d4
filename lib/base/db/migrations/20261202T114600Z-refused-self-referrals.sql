-- A person who asked for themselves and was refused had left a record all the same, until now: a name and a number that
-- nobody can see, use or have removed.
delete from client where organization_id is null and not exists (select from referral where referral.client_id = client.id);
