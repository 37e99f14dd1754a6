-- +goose Up
-- supervision_crisis [record]: danger seen in something said or written: a task of the same day with a named person and a clock
create table supervision_crisis (
  id {{key}} primary key,
  client_id {{key}} not null,
  kind {{key}} not null,
  source {{key}} not null,
  entry_id {{key}},
  words {{bytes}},
  state {{key}} not null,
  opened_at {{instant}} not null,
  opened_by {{key}} not null,
  due_at {{instant}} not null,
  assigned_to {{key}},
  office_id {{key}} not null,
  escalated_at {{instant}},
  region_at {{instant}},
  answered_at {{instant}},
  closed_at {{instant}},
  version {{int}} not null
){{strict}};
create index supervision_crisis_client on supervision_crisis (client_id, state);
create index supervision_crisis_state on supervision_crisis (state, due_at);

-- supervision_crisis_step [record]: what was done about a danger, in order: answers, corrections, who took it over, when it went upwards, why it was closed
create table supervision_crisis_step (
  id {{key}} primary key,
  client_id {{key}} not null,
  crisis_id {{key}} not null,
  what {{key}} not null,
  code {{key}},
  body {{bytes}},
  to_id {{key}},
  corrects_id {{key}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create index supervision_crisis_step_crisis on supervision_crisis_step (crisis_id, recorded_at);
create index supervision_crisis_step_client on supervision_crisis_step (client_id);
