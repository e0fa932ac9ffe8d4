-- What an account is told on the screen is read there now: how much is unread is counted on every page.
create index notification_unread on notification (account_id) where channel = 'screen' and read_at is null;
-- Until now nothing showed it, so what is older than two weeks is nobody's news any more.
update notification set read_at = created_at
where channel = 'screen' and account_id is not null and read_at is null and created_at < now() - interval '14 days';
