-- +goose Up
-- signin_account [record]: who may sign in; id = account = member of staff. Secrets stand elsewhere, so that no audit entry holds one
create table signin_account (
  id {{key}} primary key,
  login {{key}} not null,
  display {{text}} not null,
  language {{key}} not null,
  disabled {{bool}} not null,
  opened_at {{instant}} not null,
  password_at {{instant}},
  totp_at {{instant}},
  sheet_at {{instant}},
  version {{int}} not null,
  constraint signin_account_login unique (login)
){{strict}};

-- signin_secret [technical]: password hash (argon2id) and sealed authenticator secret of an account
create table signin_secret (
  account_id {{key}} not null,
  password {{text}},
  totp {{bytes}},
  totp_step {{int}} not null,
  pending_totp {{bytes}},
  constraint signin_secret_pk primary key (account_id)
){{strict}};

-- signin_code [technical]: one-time codes of the printed sheet, hashed with the service key; each works once
create table signin_code (
  account_id {{key}} not null,
  hash {{key}} not null,
  made_at {{instant}} not null,
  used_at {{instant}},
  constraint signin_code_pk primary key (account_id, hash)
){{strict}};

-- signin_session [technical]: signed-in browsers; id is the hash of the cookie. Ended ones are kept 30 days
create table signin_session (
  id {{key}} not null,
  account_id {{key}} not null,
  stage {{key}} not null,
  opened_at {{instant}} not null,
  seen_at {{instant}} not null,
  ends_at {{instant}} not null,
  stepped_at {{instant}},
  ended_at {{instant}},
  address {{key}} not null,
  agent {{text}} not null,
  tries {{int}} not null,
  constraint signin_session_pk primary key (id)
){{strict}};
create index signin_session_account on signin_session (account_id, address);
create index signin_session_ends on signin_session (ends_at);

-- signin_attempt [technical]: failures by login, address and both, hashed; cleared after a day
create table signin_attempt (
  id {{key}} not null,
  failures {{int}} not null,
  at {{instant}} not null,
  constraint signin_attempt_pk primary key (id)
){{strict}};
create index signin_attempt_at on signin_attempt (at);

-- signin_token [technical]: one-time tokens that set up an account, reset a password or make the first administrator, hashed
create table signin_token (
  id {{key}} not null,
  kind {{key}} not null,
  account_id {{key}} not null,
  made_at {{instant}} not null,
  ends_at {{instant}} not null,
  used_at {{instant}},
  constraint signin_token_pk primary key (id)
){{strict}};
create index signin_token_account on signin_token (account_id, kind);

-- signin_api_token [record]: tokens of programs that act for an account within named scopes; the hash of a random value
create table signin_api_token (
  id {{key}} primary key,
  account_id {{key}} not null,
  name {{text}} not null,
  hash {{key}} not null,
  scopes {{text}} not null,
  made_at {{instant}} not null,
  ends_at {{instant}} not null,
  ended_at {{instant}},
  constraint signin_api_token_hash unique (hash)
){{strict}};
create index signin_api_token_account on signin_api_token (account_id);

-- signin_draft [technical]: what was typed when the session was over, sealed for its account; kept two weeks
create table signin_draft (
  id {{key}} not null,
  account_id {{key}} not null,
  path {{bytes}} not null,
  body {{bytes}} not null,
  at {{instant}} not null,
  constraint signin_draft_pk primary key (id)
){{strict}};
create index signin_draft_account on signin_draft (account_id, at);
