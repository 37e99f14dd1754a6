-- +goose Up
-- supervision_visit_take [record]: which visits of a day an officer took along on a device, and until when it may hold them
create table supervision_visit_take (
  id {{key}} primary key,
  client_id {{key}} not null,
  account_id {{key}} not null,
  appointment_id {{key}} not null,
  taken_at {{instant}} not null,
  until {{instant}} not null
){{strict}};
create index supervision_visit_take_account on supervision_visit_take (account_id, client_id, taken_at);

-- supervision_visit_sent [record]: what came in from devices, by the key that the device made, with its answer; a repeat gets the first answer
create table supervision_visit_sent (
  id {{key}} primary key,
  client_id {{key}} not null,
  account_id {{key}} not null,
  key {{key}} not null,
  hash {{key}} not null,
  result {{key}} not null,
  visit_id {{key}} not null,
  captured_at {{instant}} not null,
  received_at {{instant}} not null,
  constraint supervision_visit_sent_key unique (account_id, key)
){{strict}};
create index supervision_visit_sent_client on supervision_visit_sent (client_id);

-- supervision_visit_question [record]: what a device sent and the record contradicts; a person decides with both values before them
create table supervision_visit_question (
  id {{key}} primary key,
  client_id {{key}} not null,
  kind {{key}} not null,
  visit_id {{key}} not null,
  base_row {{key}},
  device_value {{bytes}},
  server_value {{bytes}},
  sent_by {{key}} not null,
  captured_at {{instant}} not null,
  received_at {{instant}} not null,
  state {{key}} not null,
  decided_at {{instant}},
  decided_by {{key}},
  decision_text {{bytes}},
  version {{int}} not null
){{strict}};
create index supervision_visit_question_open on supervision_visit_question (state, received_at);
create index supervision_visit_question_client on supervision_visit_question (client_id, state);
