-- +goose Up
-- monitoring_device [record]: devices in the inventory: what they are, where they are, who wears them now
create table monitoring_device (
  id {{key}} primary key,
  number {{int}} not null,
  ident {{key}} not null,
  kind {{key}} not null,
  model {{text}} not null,
  serial {{key}} not null,
  state {{key}} not null,
  office_id {{key}} not null,
  firmware {{text}},
  sim {{text}},
  client_id {{key}},
  fitting_id {{key}},
  added_at {{instant}} not null,
  added_by {{key}} not null,
  version {{int}} not null
){{strict}};
create unique index monitoring_device_ident on monitoring_device (ident);
create unique index monitoring_device_number on monitoring_device (number);
create index monitoring_device_office on monitoring_device (office_id, state);
create index monitoring_device_client on monitoring_device (client_id);

-- monitoring_custody [record]: through whose hands a device went, in which state it came back
create table monitoring_custody (
  id {{key}} primary key,
  client_id {{key}},
  device_id {{key}} not null,
  what {{key}} not null,
  code {{key}},
  from_office {{key}},
  to_office {{key}},
  words {{text}},
  fitting_id {{key}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create index monitoring_custody_device on monitoring_custody (device_id, recorded_at);

-- monitoring_fitting [record]: one device on one person for a period, under one order; positions belong to a fitting and are read through it only
create table monitoring_fitting (
  id {{key}} primary key,
  number {{int}} not null,
  client_id {{key}} not null,
  device_id {{key}} not null,
  monitoring_id {{key}} not null,
  kind {{key}} not null,
  from_at {{instant}} not null,
  until_at {{instant}},
  fitted_by {{key}} not null,
  unfitted_by {{key}},
  reason {{key}},
  words {{bytes}}
){{strict}};
create unique index monitoring_fitting_number on monitoring_fitting (number);
create unique index monitoring_fitting_open on monitoring_fitting (device_id) where until_at is null;
create index monitoring_fitting_device on monitoring_fitting (device_id, from_at);
create index monitoring_fitting_client on monitoring_fitting (client_id);
create index monitoring_fitting_order on monitoring_fitting (monitoring_id);

-- monitoring_read [record]: each reading of positions: by whom, why, of which hours, how many were shown
create table monitoring_read (
  id {{key}} primary key,
  client_id {{key}} not null,
  fitting_id {{key}} not null,
  monitoring_id {{key}} not null,
  from_at {{instant}} not null,
  until_at {{instant}} not null,
  purpose {{key}} not null,
  words {{bytes}} not null,
  shown {{int}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create index monitoring_read_client on monitoring_read (client_id, recorded_at);

-- monitoring_digest [record]: what arrived from a fitted device within one hour, as one hash over all of it: so positions stand in the audit chain
create table monitoring_digest (
  id {{key}} primary key,
  client_id {{key}} not null,
  fitting_id {{key}} not null,
  hour {{instant}} not null,
  n {{int}} not null,
  first_arrival {{int}} not null,
  last_arrival {{int}} not null,
  hash {{bytes}} not null,
  recorded_at {{instant}} not null
){{strict}};
create index monitoring_digest_hour on monitoring_digest (fitting_id, hour);
create index monitoring_digest_client on monitoring_digest (client_id);
