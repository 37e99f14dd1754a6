-- +goose Up
-- monitoring_pending [technical]: positions that were stored and not judged yet: of which order, device and day, by which group of arrivals
create table monitoring_pending (
  monitoring_id {{key}} not null,
  batch {{int}} not null,
  fitting {{int}} not null,
  day {{int}} not null,
  device {{int}} not null,
  from_ms {{int}} not null,
  until_ms {{int}} not null,
  last_arrival {{int}} not null,
  n {{int}} not null,
  primary key (monitoring_id, batch, fitting, day)
){{keyed}};

-- monitoring_input [technical]: what else than the wearer's positions the rules were given of an order, by arrival number: ticks, clears, changes of the case, positions of a protected person; sealed under a key of the order and never a part of the client's record
create table monitoring_input (
  arrival {{int}} primary key,
  monitoring_id {{key}} not null,
  kind {{key}} not null,
  at {{instant}} not null,
  zone_id {{key}},
  body {{bytes}}
){{strict}};
create index monitoring_input_order on monitoring_input (monitoring_id, arrival);

-- monitoring_watch [technical]: how far each order has been judged, and when something falls due next without anything arriving
create table monitoring_watch (
  monitoring_id {{key}} primary key,
  arrival {{int}} not null,
  horizon {{instant}} not null,
  newest {{instant}},
  trimmed {{instant}},
  due_at {{instant}}
){{strict}};
create index monitoring_watch_due on monitoring_watch (due_at);

-- monitoring_memory [technical]: what was known of an order at the beginning of the kept window, and once a day before it, so that a late position finds its place; sealed under a key of the order, for it holds the last place of a wearer and of a protected person
create table monitoring_memory (
  monitoring_id {{key}} not null,
  from_at {{instant}} not null,
  case_arrival {{int}} not null,
  state {{bytes}} not null,
  primary key (monitoring_id, from_at)
){{strict}};

-- monitoring_outage [record]: the register of outages of network and power, by village and operator: proposed from many silent devices, confirmed or entered by a person with a reason
create table monitoring_outage (
  id {{key}} primary key,
  what {{key}} not null,
  operator {{key}},
  area {{key}},
  state {{key}} not null,
  from_at {{instant}} not null,
  until_at {{instant}},
  silent {{int}} not null,
  devices {{int}} not null,
  reason {{text}},
  made_at {{instant}} not null,
  made_by {{key}} not null,
  decided_at {{instant}},
  decided_by {{key}},
  version {{int}} not null
){{strict}};
create index monitoring_outage_until on monitoring_outage (until_at);

-- how an alert's finding ended, and whether an absence filled its whole time
alter table monitoring_alert add column end_why {{key}};
alter table monitoring_alert add column whole {{bool}};
