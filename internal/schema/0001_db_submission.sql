-- +goose Up
-- db_submission [technical]: submissions carried out, by actor and key, so that a repeat has no second effect; kept 30 days
create table db_submission (
  actor {{key}} not null,
  key {{key}} not null,
  hash {{key}} not null,
  request_id {{key}} not null,
  at {{instant}} not null,
  status {{int}} not null,
  location {{text}} not null,
  constraint db_submission_pk primary key (actor, key)
){{strict}};
create index db_submission_at on db_submission (at);
