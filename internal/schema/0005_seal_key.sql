-- +goose Up
-- seal_key [technical]: one data key a person or account, wrapped by the service key; destroying it makes what it sealed unreadable
create table seal_key (
  scope {{key}} not null,
  wrapped {{bytes}},
  wrapper {{key}} not null,
  made_at {{instant}} not null,
  destroyed_at {{instant}},
  constraint seal_key_pk primary key (scope)
){{strict}};
create index seal_key_wrapper on seal_key (wrapper);
