-- +goose Up
-- supervision_visit_sample [record]: visits drawn for a head to read, by office and month, with what the head says of "substantive"
create table supervision_visit_sample (
  id {{key}} primary key,
  client_id {{key}} not null,
  visit_id {{key}} not null,
  office_id {{key}} not null,
  month {{key}} not null,
  drawn_at {{instant}} not null,
  verdict {{key}},
  note {{bytes}},
  read_at {{instant}},
  read_by {{key}},
  version {{int}} not null,
  constraint supervision_visit_sample_once unique (visit_id)
){{strict}};
create index supervision_visit_sample_office on supervision_visit_sample (office_id, month);
create index supervision_visit_sample_client on supervision_visit_sample (client_id);

-- supervision_visit_safety [record]: where an officer goes, with whom, when back; and that the officer came back
create table supervision_visit_safety (
  id {{key}} primary key,
  client_id {{key}} not null,
  account_id {{key}} not null,
  place {{bytes}} not null,
  companions {{bytes}},
  leaves_at {{instant}} not null,
  back_by {{instant}} not null,
  back_at {{instant}},
  alerted_at {{instant}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  version {{int}} not null
){{strict}};
create index supervision_visit_safety_open on supervision_visit_safety (back_at, back_by);
create index supervision_visit_safety_client on supervision_visit_safety (client_id);
