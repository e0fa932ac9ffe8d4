-- Somebody who reads an agency's mailbox said that it is not the agency's. Until a code proves it again, or another one is put
-- on file, nothing about anybody goes there.
alter table agency add column mailbox_doubted_at timestamptz;
comment on column agency.mailbox_doubted_at is 'since when the mailbox on file is said to be somebody else''s; null while nobody doubts it';
