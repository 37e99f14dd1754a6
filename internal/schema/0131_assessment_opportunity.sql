-- +goose Up
-- assessment_opportunity [projection]: what the record of each client allows, found each night and after each decision
create table assessment_opportunity (
  client_id {{key}} not null,
  kind {{key}} not null,
  level_to {{key}},
  reasons {{json}} not null,
  since {{date}} not null,
  seen_on {{date}} not null,
  constraint assessment_opportunity_pk primary key (client_id, kind)
){{strict}};
create index assessment_opportunity_since on assessment_opportunity (since, client_id, kind);

-- assessment_chance [record]: decisions of a person on an opportunity: accepted, or not now because, until a day
create table assessment_chance (
  id {{key}} primary key,
  client_id {{key}} not null,
  kind {{key}} not null,
  answer {{key}} not null,
  level_to {{key}},
  reason {{key}},
  reason_text {{bytes}},
  reasons {{json}} not null,
  until {{date}} not null,
  decided_at {{instant}} not null,
  decided_by {{key}} not null,
  fact_id {{key}} not null
){{strict}};
create index assessment_chance_client on assessment_chance (client_id, kind, decided_at);
