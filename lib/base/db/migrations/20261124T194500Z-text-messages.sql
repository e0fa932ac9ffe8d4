-- Text messages wait in the same queue as mail: one key an event and recipient, dropped by the same withdrawal.
alter table mail_message add column channel text not null default 'mail' check (channel in ('mail', 'text'));
-- Digests wait by account until the morning.
create index notification_digest on notification (account_id) where channel = 'mail' and sent_at is null and dropped_at is null and dedupe_key like '%:digest';
