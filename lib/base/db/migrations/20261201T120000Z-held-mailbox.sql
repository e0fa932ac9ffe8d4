-- An agency's mailbox was changed by somebody who does not act for the agency: what runs stays with the mailbox that it had,
-- until its coordinator says that the new one is the agency's.
alter table referral
  add column mailbox_held_at timestamptz,
  -- null while held: there was none, so nothing goes anywhere
  add column held_mailbox citext,
  add constraint held_mailbox check (held_mailbox is null or mailbox_held_at is not null);
comment on column referral.mailbox_held_at is 'since when this referral stays with held_mailbox and not with the mailbox of the agency';
grant update (mailbox_held_at, held_mailbox) on referral to handrail_app;
