-- A typed code finds its card.
create index access_link_card on access_link (code_hash) where kind = 'card';
