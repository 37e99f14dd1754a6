-- +goose Up
alter table assessment_flag add column note {{bytes}};
alter table assessment_flag add column entry_id {{key}};
alter table assessment_flag add column region_at {{instant}};
create index assessment_flag_assessment on assessment_flag (assessment_id, flag);

-- assessment_flag_correction [record]: answers to flags that were corrected, as they stood, with the reason
create table assessment_flag_correction (
  id {{key}} primary key,
  client_id {{key}} not null,
  compartment {{key}},
  flag_id {{key}} not null,
  action {{key}},
  action_text {{bytes}},
  none_reason {{key}},
  closed_at {{instant}} not null,
  closed_by {{key}} not null,
  reason {{key}} not null,
  reason_text {{bytes}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create index assessment_flag_correction_flag on assessment_flag_correction (flag_id);
create index assessment_flag_correction_client on assessment_flag_correction (client_id);

-- assessment_print [projection]: outlines of the answers of signed assessments, by which look-alikes are found without opening an answer
create table assessment_print (
  id {{key}} primary key,
  client_id {{key}} not null,
  instrument {{key}} not null,
  instrument_version {{key}} not null,
  assessor_id {{key}} not null,
  signed_on {{date}} not null,
  codes {{text}} not null,
  words {{text}} not null
){{strict}};
create index assessment_print_instrument on assessment_print (instrument, instrument_version, assessor_id);
create index assessment_print_client on assessment_print (client_id);
