-- +goose Up
-- supervision_series [record]: appointments made together that come again by a rule, until a day
create table supervision_series (
  id {{key}} primary key,
  client_id {{key}} not null,
  kind {{key}} not null,
  unit {{key}} not null,
  every {{int}} not null,
  weekday {{int}} not null,
  nth {{int}} not null,
  clock {{key}} not null,
  minutes {{int}} not null,
  place {{bytes}},
  purpose {{bytes}},
  officer_id {{key}} not null,
  from_on {{date}} not null,
  until_on {{date}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  ended_at {{instant}},
  ended_by {{key}},
  ended {{bytes}},
  version {{int}} not null
){{strict}};
create index supervision_series_client on supervision_series (client_id, recorded_at);

-- supervision_series_part [record]: which appointment stands for which day of a series, and what was chosen when the day had something against it
create table supervision_series_part (
  id {{key}} primary key,
  client_id {{key}} not null,
  series_id {{key}} not null,
  appointment_id {{key}} not null,
  rule_on {{date}} not null,
  choice {{key}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create index supervision_series_part_series on supervision_series_part (series_id, rule_on);
create index supervision_series_part_client on supervision_series_part (client_id);
create index supervision_series_part_appointment on supervision_series_part (appointment_id);
