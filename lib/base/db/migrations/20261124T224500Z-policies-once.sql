-- Conditions that another condition of the same policy, or another policy of the same table, says already: taken away,
-- none lets anybody in or keeps anybody out. What is left can each be shown to matter (policy-mutations.soak.test.ts).
--   sees_client, carries_client, sends_referral and receives_referral answer for their own roles alone, and false for null;
--   the system has a policy of its own on every table; who holds no account or organization equals none;
--   columns that nobody may update (see tighter-policies) need no check of what an update leaves.
alter policy change on client using (carries_client(id)) with check (carries_client(id));
alter policy record on consent with check (sees_client(client_id));
alter policy draft on referral with check (
  (organization_id = app_organization() and sees_client(client_id)) or (app_is('client') and self_referred and sees_client(client_id)));
alter policy sender_acts on referral using (sees_client(client_id)) with check (sees_client(client_id));
alter policy administrator_acts on referral
  using (app_is('administrator') and organization_id = app_organization())
  with check (app_is('administrator') and organization_id = app_organization());
alter policy send on referral_packet with check (sends_referral(referral_id));
-- Every link is about a client, so whoever sees the client sees it.
alter policy make on access_link with check (sees_client(client_id));
alter policy close on access_link using (sees_client(client_id) or receives_referral(referral_id));
alter policy sender on access_link using (app_is('coordinator', 'supervisor') and sees_client(client_id));
alter policy care on attachment using (sees_client(client_id)
  or (kind = 'referral' and receives_referral(referral_id) and (from_party = 'agency' or shares_attachments(referral_id))));
alter policy upload on attachment with check (
  (app_is('client') and from_party = 'client' and sees_client(client_id))
  or (app_is('coordinator', 'supervisor') and from_party = 'sender' and sees_client(client_id))
  or (kind = 'referral' and from_party = 'agency' and receives_referral(referral_id)));
alter policy disclosures on audit_event using (app_is('coordinator', 'supervisor') and recipient_id is not null and sees_client(client_id));
alter policy own_record on audit_event using (client_id = app_client() and app_giver() = 'client');
alter policy read on audit_event using (app_is('system', 'administrator') or account_id = app_account());
alter policy say on need_outcome with check (
  (said_by = 'client' and app_is('client') and exists (select from client_need where client_need.id = client_need_id))
  or (said_by = 'coordinator' and app_is('coordinator', 'supervisor') and exists (select from client_need where client_need.id = client_need_id))
  or (said_by = 'agency' and receives_referral(referral_id)));
alter policy own on task using (assigned_to = app_account() or (app_is('coordinator', 'supervisor') and sees_client(client_id)));
alter policy do_it on task using (assigned_to = app_account() or (app_is('coordinator', 'supervisor') and sees_client(client_id)));
alter policy read on team using (organization_id = app_organization() and app_is('coordinator'));
-- Here the policies of the parties let the system in already.
drop policy system on consent;
drop policy system on referral_packet;
drop policy system on referral_message;
