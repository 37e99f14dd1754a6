-- +goose Up
-- assessment_study [record]: one pre-trial study from the request to the court's decision; client_id is the person studied, who is no client
create table assessment_study (
  id {{key}} primary key,
  client_id {{key}} not null,
  compartment {{key}} not null,
  office_id {{key}} not null,
  state {{key}} not null,
  product {{key}} not null,
  author_id {{key}},
  received_by {{key}} not null,
  received_on {{date}} not null,
  asked_for {{date}},
  rna_due {{date}},
  study_due {{date}},
  due_on {{date}},
  number {{key}},
  signed_by {{key}},
  signed_at {{instant}},
  delivered_on {{date}},
  outcome {{key}},
  closed_at {{instant}},
  escalated_at {{instant}},
  number_index {{key}} not null,
  name_index {{key}} not null,
  pin_index {{key}},
  version {{int}} not null
){{strict}};
create unique index assessment_study_client on assessment_study (client_id);
create index assessment_study_state on assessment_study (state, due_on);
create index assessment_study_author on assessment_study (author_id, state);
create index assessment_study_no on assessment_study (number_index);
create index assessment_study_name on assessment_study (name_index);
create index assessment_study_pin on assessment_study (pin_index);

-- assessment_study_entry [record]: versions of everything written down in a study: request, consent, interviews, statements, signature, decision
create table assessment_study_entry (
  id {{key}} primary key,
  client_id {{key}} not null,
  compartment {{key}} not null,
  study_id {{key}} not null,
  entry_id {{key}} not null,
  kind {{key}} not null,
  body {{bytes}},
  written_at {{instant}} not null,
  written_by {{key}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index assessment_study_entry_study on assessment_study_entry (study_id, kind, replaced_at);
create index assessment_study_entry_client on assessment_study_entry (client_id);

-- assessment_study_number [record]: the last number given to a report or letter of an office in a year; id = office and year
create table assessment_study_number (
  id {{key}} primary key,
  last {{int}} not null,
  version {{int}} not null
){{strict}};
