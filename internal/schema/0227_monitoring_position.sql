-- +goose Up
-- monitoring_position [technical]: positions as they arrived, each once; a day is that of the fix, or of the receipt where the device's clock cannot be
create table monitoring_position (
  day {{int}} not null,
  device {{int}} not null,
  fix_ms {{int}} not null,
  content {{int}} not null,
  fitting {{int}} not null,
  arrival {{int}} not null,
  received_ms {{int}} not null,
  lat {{int}},
  lon {{int}},
  accuracy_dm {{int}},
  speed_cms {{int}},
  course_ddeg {{int}},
  altitude_dm {{int}},
  mechanism {{int}} not null,
  marks {{int}} not null,
  alarms {{int}} not null,
  battery_pct {{int}},
  charging {{int}},
  frame {{int}} not null,
  primary key (day, device, fix_ms, content)
){{keyed}};

-- monitoring_frame [technical]: the frames in which positions came, as they came, with their hash; without the bytes where the order lets nobody know places
create table monitoring_frame (
  id {{int}} primary key,
  day {{int}} not null,
  device {{int}} not null,
  protocol {{key}} not null,
  received_ms {{int}} not null,
  sha {{bytes}} not null,
  body {{bytes}}
){{strict}};

-- monitoring_counter [technical]: the running number of arrivals
create table monitoring_counter (
  name {{key}} primary key,
  n {{int}} not null
){{strict}};

-- monitoring_tally [technical]: the hash over what arrived from a fitted device in an hour, carried forward with every row, until it is written into the chain
create table monitoring_tally (
  fitting {{int}} not null,
  hour_ms {{int}} not null,
  n {{int}} not null,
  first_arrival {{int}} not null,
  last_arrival {{int}} not null,
  hash {{bytes}} not null,
  primary key (fitting, hour_ms)
){{strict}};
create index monitoring_tally_hour on monitoring_tally (hour_ms);

-- monitoring_health [technical]: what a device last said of itself
create table monitoring_health (
  device {{int}} primary key,
  seen_ms {{int}} not null,
  fix_ms {{int}} not null,
  battery_pct {{int}},
  charging {{int}},
  signal {{int}},
  messages {{int}} not null,
  repeats {{int}} not null,
  refused {{int}} not null
){{strict}};

-- monitoring_unknown [technical]: devices that spoke and that the inventory does not know; nothing of what they say is kept but that they spoke
create table monitoring_unknown (
  ident {{key}} primary key,
  protocol {{key}} not null,
  first_ms {{int}} not null,
  last_ms {{int}} not null,
  messages {{int}} not null,
  sha {{bytes}} not null
){{strict}};
create index monitoring_unknown_last on monitoring_unknown (last_ms);
