-- The newest step of time whose code an account has shown: a code that somebody read over a shoulder is good for nothing.
alter table account add column totp_last_step bigint;
