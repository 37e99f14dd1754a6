-- +goose Up
-- event_cursor [technical]: up to which audit number each consumer of facts has come; moved together with its effect
create table event_cursor (
  name {{key}} not null,
  seq {{int}} not null,
  moved_at {{instant}} not null,
  constraint event_cursor_pk primary key (name)
){{strict}};
