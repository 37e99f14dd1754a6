-- +goose Up
-- monitoring_cell [technical]: in which squares of about a kilometre a fitted device was within each hour: where to look for who was near a place
create table monitoring_cell (
  day {{int}} not null,
  cell {{int}} not null,
  hour {{int}} not null,
  fitting {{int}} not null,
  primary key (day, cell, hour, fitting)
){{keyed}};
insert into monitoring_cell (day, cell, hour, fitting)
  select distinct day, (lat + 900000000) / 100000 * 36000 + (lon + 1800000000) / 100000,
    (case when marks % 8 >= 4 then received_ms else fix_ms end) / 3600000 % 24, fitting
  from monitoring_position where lat is not null and lon is not null;

-- monitoring_export [record]: each giving out of positions as a file: by whom, why, of which hours, with the hash of the file
create table monitoring_export (
  id {{key}} primary key,
  client_id {{key}} not null,
  fitting_id {{key}} not null,
  monitoring_id {{key}} not null,
  from_at {{instant}} not null,
  until_at {{instant}} not null,
  purpose {{key}} not null,
  words {{bytes}} not null,
  format {{key}} not null,
  shown {{int}} not null,
  hash {{bytes}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create index monitoring_export_client on monitoring_export (client_id, recorded_at);

-- monitoring_near [record]: requests to know who was near a place at a time, the second person's decision, the one run with the hash of its result
create table monitoring_near (
  id {{key}} primary key,
  number {{int}} not null,
  state {{key}} not null,
  office_id {{key}} not null,
  basis {{key}} not null,
  case_number {{bytes}} not null,
  words {{bytes}} not null,
  lat {{int}} not null,
  lon {{int}} not null,
  radius {{int}} not null,
  from_at {{instant}} not null,
  until_at {{instant}} not null,
  asked_at {{instant}} not null,
  asked_by {{key}} not null,
  decided_at {{instant}},
  decided_by {{key}},
  answer {{bytes}},
  ran_at {{instant}},
  algorithm {{key}},
  rulebook {{key}},
  hash {{bytes}},
  version {{int}} not null
){{strict}};
create unique index monitoring_near_number on monitoring_near (number);
create index monitoring_near_asked on monitoring_near (asked_by, asked_at);
create index monitoring_near_office on monitoring_near (office_id, asked_at);

-- monitoring_near_hit [record]: what a request found of one wearer, frozen: how near, when, how certain, with its hash; the positions go when their time is over
create table monitoring_near_hit (
  id {{key}} primary key,
  client_id {{key}} not null,
  near_id {{key}} not null,
  fitting_id {{key}} not null,
  monitoring_id {{key}} not null,
  place {{int}} not null,
  n {{int}} not null,
  certain {{bool}} not null,
  body {{bytes}},
  hash {{bytes}} not null,
  recorded_at {{instant}} not null,
  certificate {{int}}
){{strict}};
create index monitoring_near_hit_near on monitoring_near_hit (near_id, place);
create index monitoring_near_hit_client on monitoring_near_hit (client_id);
