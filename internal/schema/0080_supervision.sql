-- +goose Up
-- supervision_contact [record]: versions of contacts and notes: what happened between the service and the client; one contact_id through all
create table supervision_contact (
  id {{key}} primary key,
  client_id {{key}} not null,
  contact_id {{key}} not null,
  kind {{key}} not null,
  planned {{bool}} not null,
  started_at {{instant}} not null,
  minutes {{int}} not null,
  place {{bytes}},
  with_whom {{bytes}},
  body {{bytes}},
  appointment_id {{key}},
  source {{key}} not null,
  written_at {{instant}} not null,
  written_by {{key}} not null,
  fact_id {{key}} not null,
  moved {{bool}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index supervision_contact_client on supervision_contact (client_id, started_at);
create index supervision_contact_id on supervision_contact (contact_id);

-- supervision_appointment [record]: versions of appointments with their state and outcome; one appointment_id through all
create table supervision_appointment (
  id {{key}} primary key,
  client_id {{key}} not null,
  appointment_id {{key}} not null,
  kind {{key}} not null,
  planned_at {{instant}} not null,
  minutes {{int}} not null,
  place {{bytes}},
  purpose {{bytes}},
  officer_id {{key}} not null,
  state {{key}} not null,
  outcome {{key}},
  absence_reason {{key}},
  ground {{key}},
  closing {{bytes}},
  closed_at {{instant}},
  source {{key}} not null,
  written_at {{instant}} not null,
  written_by {{key}} not null,
  fact_id {{key}} not null,
  moved {{bool}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index supervision_appointment_client on supervision_appointment (client_id, planned_at);
create index supervision_appointment_id on supervision_appointment (appointment_id);
create index supervision_appointment_officer on supervision_appointment (officer_id, planned_at);

-- supervision_basis [record]: which decision rests on which entry of the file, so that it is opened again when the entry falls
create table supervision_basis (
  id {{key}} primary key,
  client_id {{key}} not null,
  decision_kind {{key}} not null,
  decision_id {{key}} not null,
  entry_id {{key}} not null,
  recorded_at {{instant}} not null,
  replaced_at {{instant}}
){{strict}};
create index supervision_basis_entry on supervision_basis (entry_id);
create index supervision_basis_decision on supervision_basis (decision_id);

-- supervision_reopen [record]: a decision that lost what it rested on and must be decided again
create table supervision_reopen (
  id {{key}} primary key,
  client_id {{key}} not null,
  decision_kind {{key}} not null,
  decision_id {{key}} not null,
  entry_id {{key}} not null,
  reason {{key}} not null,
  opened_at {{instant}} not null,
  opened_by {{key}} not null,
  decided_at {{instant}},
  decided_by {{key}},
  decision {{key}},
  decision_text {{bytes}},
  version {{int}} not null
){{strict}};
create index supervision_reopen_client on supervision_reopen (client_id, decided_at);
create index supervision_reopen_open on supervision_reopen (decided_at, opened_at);
