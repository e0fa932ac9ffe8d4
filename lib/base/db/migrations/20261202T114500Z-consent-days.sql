-- A consent is signed on a day and lasts until the end of a day: days of whoever discloses, or, for a person who asks by
-- themselves, of the agency that they ask. Until now they were days of UTC, which end in the afternoon of an American one.
alter table consent add column timezone text not null default 'UTC';
-- What still runs lasts until the end of its last day there. What is over stays as it was, and as it was shown.
update consent
  set timezone = place.timezone,
    expires_at = (date_trunc('day', expires_at at time zone 'UTC') + interval '23:59:59.999') at time zone place.timezone
  from (
    select consent.id, coalesce(care_organization.timezone, agency.timezone) as timezone from consent
    left join care_organization on care_organization.id = consent.organization_id
    left join agency on agency.id = consent.agency_id) place
  where place.id = consent.id and place.timezone is not null and consent.revoked_at is null
    and (consent.expires_at is null or consent.expires_at > now());
