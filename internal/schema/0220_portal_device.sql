-- +goose Up
-- portal_device [technical]: telephones on which a client has signed in before; somebody else's guesses never count against them
create table portal_device (
  id {{key}} primary key,
  access_id {{key}} not null,
  made_at {{instant}} not null,
  ends_at {{instant}} not null
){{strict}};
create index portal_device_access on portal_device (access_id);
create index portal_device_ends on portal_device (ends_at);

-- codes are bounded for each device of its own, and together for all that are not known
alter table portal_attempt add column device_id {{key}};
