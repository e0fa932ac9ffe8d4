-- What an attachment is for, and who added it. A signed consent or the paper that shows a representative may decide is the
-- sender's and the client's: no agency sees it, whatever it was sent. Other files of the sender go to the agency when the
-- packet says so.
alter table attachment
  add column kind text not null default 'referral' check (kind in ('consent', 'authority', 'referral')),
  add column from_party text not null default 'sender' check (from_party in ('sender', 'agency', 'client'));

-- On paper and by a representative are two papers: the signed form, and what shows that this person may sign it.
alter table consent add column authority_id uuid;
revoke update (authority_id) on consent from handrail_app;

create function shares_attachments(the_referral uuid) returns boolean language sql stable security definer set search_path = public as $$
  select exists (select from referral_packet where referral_id = the_referral and withdrawn_at is null and 'attachments' = any (fields))
$$;
revoke all on function shares_attachments from public;
grant execute on function shares_attachments to handrail_app;

drop policy care on attachment;
create policy care on attachment for select to handrail_app using (sees_client(client_id)
  or (kind = 'referral' and referral_id is not null and receives_referral(referral_id) and (from_party = 'agency' or shares_attachments(referral_id))));
drop policy upload on attachment;
create policy upload on attachment for insert to handrail_app with check (
  (app_is('client') and from_party = 'client' and sees_client(client_id))
  or (app_is('coordinator', 'supervisor') and from_party = 'sender' and sees_client(client_id))
  or (kind = 'referral' and from_party = 'agency' and referral_id is not null and receives_referral(referral_id)));
