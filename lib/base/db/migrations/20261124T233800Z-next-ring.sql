-- When something is next to be done about a running clock: a reminder, the supervisor, its consequence. Until now it stood
-- in due_at, and whoever was late stopped being so at the first ring.
alter table referral add column next_ring_at timestamptz;
grant update (next_ring_at) on referral to handrail_app;
comment on column referral.due_at is 'when what due_kind names is or was owed; stays when the clock has rung';
-- Every running clock rings once, which changes nothing that has happened and puts its due time right.
update referral set next_ring_at = now() where due_kind is not null;
drop index referral_due;
create index referral_next_ring on referral (next_ring_at) where next_ring_at is not null;
