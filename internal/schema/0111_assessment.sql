-- +goose Up
-- assessment_assessment [record]: one use of an instrument with a client, from its start until another takes its place
create table assessment_assessment (
  id {{key}} primary key,
  client_id {{key}} not null,
  compartment {{key}},
  instrument {{key}} not null,
  instrument_version {{key}} not null,
  instrument_use {{key}} not null,
  cause {{key}} not null,
  state {{key}} not null,
  prior_id {{key}},
  assessor_id {{key}} not null,
  started_at {{instant}} not null,
  due_on {{date}},
  signed_at {{instant}},
  signed_by {{key}},
  read_at {{instant}},
  read_by {{key}},
  countersigned_at {{instant}},
  countersigned_by {{key}},
  valid_until {{date}},
  closing {{bytes}},
  closed_at {{instant}},
  closed_by {{key}},
  reason {{key}},
  version {{int}} not null
){{strict}};
create index assessment_assessment_client on assessment_assessment (client_id, state, started_at);
create index assessment_assessment_assessor on assessment_assessment (assessor_id, state);
create index assessment_assessment_due on assessment_assessment (state, due_on);

-- assessment_answer [record]: versions of answers to the items of an assessment, with evidence and where each came from
create table assessment_answer (
  id {{key}} primary key,
  client_id {{key}} not null,
  compartment {{key}},
  assessment_id {{key}} not null,
  item {{key}} not null,
  answer {{bytes}},
  evidence {{bytes}},
  source {{key}} not null,
  source_ref {{key}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}}
){{strict}};
create index assessment_answer_assessment on assessment_answer (assessment_id, replaced_at);
create index assessment_answer_client on assessment_answer (client_id);

-- assessment_result [record]: what the engine gave at signing: inputs, versions, outputs, contributions and findings, sealed, with a digest
create table assessment_result (
  id {{key}} primary key,
  client_id {{key}} not null,
  compartment {{key}},
  assessment_id {{key}} not null,
  instrument {{key}} not null,
  instrument_version {{key}} not null,
  body {{bytes}} not null,
  digest {{key}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}}
){{strict}};
create index assessment_result_assessment on assessment_result (assessment_id);
create index assessment_result_client on assessment_result (client_id);

-- assessment_level [record]: decisions on a client's supervision level: proposed until a needed second person agrees, then in force until replaced
create table assessment_level (
  id {{key}} primary key,
  client_id {{key}} not null,
  level {{key}} not null,
  from_level {{key}},
  proposed {{key}},
  departs {{bool}} not null,
  assessment_id {{key}},
  state {{key}} not null,
  reason {{key}} not null,
  reason_text {{bytes}},
  valid_from {{date}} not null,
  decided_at {{instant}} not null,
  decided_by {{key}} not null,
  second_at {{instant}},
  second_by {{key}},
  fact_id {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  version {{int}} not null
){{strict}};
create index assessment_level_client on assessment_level (client_id, replaced_at);
create index assessment_level_assessment on assessment_level (assessment_id);

-- assessment_flag [record]: a danger that an answer speaks of, and what was done about it: the task of the same day
create table assessment_flag (
  id {{key}} primary key,
  client_id {{key}} not null,
  compartment {{key}},
  assessment_id {{key}},
  item {{key}},
  flag {{key}} not null,
  state {{key}} not null,
  opened_at {{instant}} not null,
  opened_by {{key}} not null,
  due_at {{instant}} not null,
  assigned_to {{key}},
  action {{key}},
  action_text {{bytes}},
  none_reason {{key}},
  closed_at {{instant}},
  closed_by {{key}},
  escalated_at {{instant}},
  version {{int}} not null
){{strict}};
create index assessment_flag_client on assessment_flag (client_id, state);
create index assessment_flag_open on assessment_flag (state, due_at);
create index assessment_flag_assigned on assessment_flag (assigned_to, state);

-- assessment_change [record]: a significant change after which the assessment must be made again, or the reason why it need not
create table assessment_change (
  id {{key}} primary key,
  client_id {{key}} not null,
  kind {{key}} not null,
  occurred_on {{date}} not null,
  cause_fact {{key}},
  note {{bytes}},
  due_on {{date}} not null,
  state {{key}} not null,
  settled_by {{key}},
  settled_at {{instant}},
  settled_with {{key}},
  reason {{key}},
  reason_text {{bytes}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  version {{int}} not null
){{strict}};
create index assessment_change_client on assessment_change (client_id, state);

-- assessment_confirmation [record]: "no significant change" said of an assessment with a reason, which prolongs it
create table assessment_confirmation (
  id {{key}} primary key,
  client_id {{key}} not null,
  assessment_id {{key}} not null,
  reason {{key}} not null,
  reason_text {{bytes}},
  confirmed_on {{date}} not null,
  confirmed_by {{key}} not null,
  valid_until {{date}} not null,
  recorded_at {{instant}} not null
){{strict}};
create index assessment_confirmation_assessment on assessment_confirmation (assessment_id);
create index assessment_confirmation_client on assessment_confirmation (client_id);
