-- +goose Up
-- portal_access [record]: the access of a client to the client's own pages: hash of the code word, telephone for one-time codes
create table portal_access (
  id {{key}} primary key,
  client_id {{key}} not null,
  phone {{bytes}} not null,
  word_hash {{key}} not null,
  opened_at {{instant}} not null,
  opened_by {{key}} not null,
  phone_lost_at {{instant}},
  phone_lost_by {{key}},
  closed_at {{instant}},
  closed_by {{key}},
  close_reason {{key}},
  version {{int}} not null
){{strict}};
create index portal_access_client on portal_access (client_id, closed_at);

-- portal_attempt [technical]: a sign-in on the client's pages between the code word and the one-time code; access is null for a wrong one
create table portal_attempt (
  id {{key}} primary key,
  access_id {{key}},
  code_hash {{key}},
  made_at {{instant}} not null,
  ends_at {{instant}} not null,
  tries {{int}} not null,
  used_at {{instant}}
){{strict}};
create index portal_attempt_access on portal_attempt (access_id, made_at);
create index portal_attempt_ends on portal_attempt (ends_at);

-- portal_miss [technical]: wrong code words, counted for one address and for one name at one address
create table portal_miss (
  id {{key}} primary key,
  bucket {{key}} not null,
  at {{instant}} not null
){{strict}};
create index portal_miss_bucket on portal_miss (bucket, at);

-- portal_session [technical]: who is signed in on the client's pages
create table portal_session (
  id {{key}} primary key,
  access_id {{key}} not null,
  opened_at {{instant}} not null,
  seen_at {{instant}} not null,
  ends_at {{instant}} not null,
  ended_at {{instant}}
){{strict}};
create index portal_session_access on portal_session (access_id);
