-- +goose Up
-- assessment_study_reopening [record]: a closed study that is to be opened again because it was closed by mistake: one custodian proposes, another decides
create table assessment_study_reopening (
  id {{key}} primary key,
  client_id {{key}} not null,
  compartment {{key}} not null,
  study_id {{key}} not null,
  state {{key}} not null,
  reason {{key}} not null,
  reason_text {{bytes}},
  proposed_at {{instant}} not null,
  proposed_by {{key}} not null,
  decided_at {{instant}},
  decided_by {{key}},
  answer {{bytes}},
  version {{int}} not null
){{strict}};
create index assessment_study_reopening_study on assessment_study_reopening (study_id, proposed_at);
create index assessment_study_reopening_client on assessment_study_reopening (client_id);
