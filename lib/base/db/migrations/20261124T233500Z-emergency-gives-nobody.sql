-- An emergency opens a record for four hours to be read. Whose client it is, only those who carry the client change:
-- otherwise whoever opened it in an emergency could take it for good.
alter policy open on caseload with check (
  -- the coordinator who opens a client takes it; who carries a client gives it to others
  (app_is('coordinator', 'supervisor') and account_id = app_account() and opened_client(client_id))
  or carries_client(client_id));
alter policy hand_over on caseload using (carries_client(client_id));
