-- The number at which a sender is called back: whoever got a fax or a printed page has nothing else to answer with.
alter table care_organization add column phone text;
