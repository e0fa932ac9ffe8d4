-- The consent of a running referral warns before its last day and is written down as ended on it. Those that run already ring
-- in time for it, and at once where that has passed.
update referral
set next_ring_at = least(coalesce(referral.next_ring_at, 'infinity'), greatest(consent.expires_at - interval '7 days', now()))
from consent
where consent.id = referral.consent_id and consent.expires_at is not null and consent.revoked_at is null
  and referral.sent_at is not null and referral.closed_at is null;

-- What is left to do for a client goes along when the client is handed over. What stayed behind with somebody who carries the
-- client no more goes to who does.
update task set assigned_to = primary_one.account_id
from caseload as primary_one
where task.done_at is null and task.client_id = primary_one.client_id
  and primary_one.kind = 'primary' and primary_one.until is null
  and not exists (
    select from caseload where caseload.client_id = task.client_id and caseload.account_id = task.assigned_to
      and caseload.until is null);
