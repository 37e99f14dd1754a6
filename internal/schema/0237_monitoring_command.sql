-- +goose Up
-- monitoring_command [record]: what people asked of a device: queued with a reason, sent when the device was heard, with its answer
create table monitoring_command (
  id {{key}} primary key,
  client_id {{key}},
  number {{int}} not null,
  device_id {{key}} not null,
  ident {{key}} not null,
  kind {{key}} not null,
  arg {{key}},
  reason {{key}} not null,
  state {{key}} not null,
  queued_at {{instant}} not null,
  queued_by {{key}} not null,
  until_at {{instant}} not null,
  sent_at {{instant}},
  protocol {{key}},
  done_at {{instant}},
  done_by {{key}},
  answer {{bytes}},
  failure {{key}},
  version {{int}} not null
){{strict}};
create unique index monitoring_command_number on monitoring_command (number);
create index monitoring_command_device on monitoring_command (device_id, queued_at);
create index monitoring_command_state on monitoring_command (state, ident);
create index monitoring_command_client on monitoring_command (client_id);

-- monitoring_removal [record]: a device that is still worn although its order is over: whoever must take it off was told
create table monitoring_removal (
  id {{key}} primary key,
  client_id {{key}} not null,
  fitting_id {{key}} not null,
  told_at {{instant}} not null
){{strict}};
create unique index monitoring_removal_fitting on monitoring_removal (fitting_id);
create index monitoring_removal_client on monitoring_removal (client_id);

-- monitoring_vendor [record]: makers' services that pass on what their devices say; the token they show is kept as a hash
create table monitoring_vendor (
  id {{key}} primary key,
  code {{key}} not null,
  name {{text}} not null,
  token {{bytes}} not null,
  added_at {{instant}} not null,
  added_by {{key}} not null,
  ended_at {{instant}},
  version {{int}} not null
){{strict}};
create unique index monitoring_vendor_code on monitoring_vendor (code);
create unique index monitoring_vendor_token on monitoring_vendor (token);

-- monitoring_vendor_message [technical]: identifiers of messages that a maker's service has passed on already
create table monitoring_vendor_message (
  id {{key}} primary key,
  vendor {{key}} not null,
  at_ms {{int}} not null
){{strict}};
create index monitoring_vendor_message_at on monitoring_vendor_message (at_ms);
