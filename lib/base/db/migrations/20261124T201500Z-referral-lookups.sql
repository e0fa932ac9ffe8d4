-- Whether a need is taken, which referrals a consent carries, what was said of a referral: each step asks, and with years
-- of history each would read the whole table.
create index referral_need on referral (client_need_id);
create index referral_consent on referral (consent_id) where consent_id is not null;
create index need_outcome_referral on need_outcome (referral_id);
