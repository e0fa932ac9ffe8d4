-- Where a referral went on to is read with every referral.
create index referral_onward on referral (onward_of) where onward_of is not null;
