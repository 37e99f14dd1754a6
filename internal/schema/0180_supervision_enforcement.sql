-- +goose Up
-- supervision_enforcement [record]: one case of enforcement against a client: where it stands, what was proposed and decided, by whom
create table supervision_enforcement (
  id {{key}} primary key,
  client_id {{key}} not null,
  year {{int}} not null,
  number {{int}} not null,
  state {{key}} not null,
  action {{key}},
  table_row {{key}},
  table_says {{key}},
  opened_at {{instant}} not null,
  opened_by {{key}} not null,
  proposed_by {{key}},
  decided_by {{key}},
  decided_on {{date}},
  state_on {{date}} not null,
  due {{date}},
  closed_at {{instant}},
  version {{int}} not null
){{strict}};
create unique index supervision_enforcement_number on supervision_enforcement (year, number);
create index supervision_enforcement_client on supervision_enforcement (client_id, opened_at);
create index supervision_enforcement_state on supervision_enforcement (state, due);

-- supervision_enforcement_basis [record]: what a case rests on: missed appointments and broken obligations, and what it looked at and did not count
create table supervision_enforcement_basis (
  id {{key}} primary key,
  client_id {{key}} not null,
  case_id {{key}} not null,
  kind {{key}} not null,
  ref {{key}} not null,
  code {{key}},
  on_day {{date}} not null,
  counted {{bool}} not null,
  why {{key}},
  body {{bytes}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create index supervision_enforcement_basis_case on supervision_enforcement_basis (case_id);
create index supervision_enforcement_basis_client on supervision_enforcement_basis (client_id, ref);

-- supervision_enforcement_step [record]: versions of the steps of a case: attempts, account, proposal, decision, paper, delivery, court; one step_id through all
create table supervision_enforcement_step (
  id {{key}} primary key,
  client_id {{key}} not null,
  case_id {{key}} not null,
  step_id {{key}} not null,
  kind {{key}} not null,
  on_day {{date}} not null,
  code {{key}},
  reason_code {{key}},
  how {{key}},
  language {{key}},
  body {{bytes}},
  name {{bytes}},
  ref {{bytes}},
  document {{key}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index supervision_enforcement_step_case on supervision_enforcement_step (case_id, recorded_at);
create index supervision_enforcement_step_client on supervision_enforcement_step (client_id);
