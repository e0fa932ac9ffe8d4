-- An answer to a self-referral that came as if from a machine: nobody coordinates, so its agency says whether it is theirs.
create policy receiver on held_answer for select to handrail_app using (
  exists (select from referral where referral.id = referral_id and self_referred and receives_referral(referral.id)));
create policy receiver_decides on held_answer for update to handrail_app using (
  exists (select from referral where referral.id = referral_id and self_referred and receives_referral(referral.id)));
