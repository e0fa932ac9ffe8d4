-- That a program has no room was an English sentence in its alert; now it is a fact that each reader is told in their
-- language, and that ends when the program takes somebody on again.
alter table service add column said_full_at timestamptz;
comment on column service.said_full_at is 'when a steward noted that the program takes nobody new; null while it does';

update service set said_full_at = (substring(alert from 'noted on (\d{4}-\d{2}-\d{2})') || 'T00:00:00Z')::timestamptz, alert = null
  where alert ~ '^Not taking new people now\. The program said so; noted on \d{4}-\d{2}-\d{2}\.$';
update service_card set facts = jsonb_set(jsonb_set(facts, '{availability,words}', 'null'), '{availability,saidFullOn}', to_jsonb(to_char(service.said_full_at at time zone 'UTC', 'YYYY-MM-DD')))
  from service where service.id = service_card.service_id and service.said_full_at is not null;
