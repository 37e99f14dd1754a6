-- +goose Up
-- supervision_exemption [record]: versions of exemptions from the contacts of the standard and what was agreed instead; one exemption_id through all
create table supervision_exemption (
  id {{key}} primary key,
  client_id {{key}} not null,
  exemption_id {{key}} not null,
  kind {{key}} not null,
  from_day {{date}} not null,
  until_day {{date}} not null,
  state {{key}} not null,
  visits {{int}},
  remote_kind {{key}},
  remote_times {{int}} not null,
  place_kind {{key}},
  place {{bytes}},
  body {{bytes}},
  every_days {{int}} not null,
  note {{bytes}},
  document_id {{key}},
  proposed_at {{instant}} not null,
  proposed_by {{key}} not null,
  decided_at {{instant}},
  decided_by {{key}},
  answer {{bytes}},
  ended_on {{date}},
  ended_by {{key}},
  ended_why {{bytes}},
  source {{key}} not null,
  fact_id {{key}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index supervision_exemption_client on supervision_exemption (client_id, replaced_at);
create index supervision_exemption_id on supervision_exemption (exemption_id);
create index supervision_exemption_state on supervision_exemption (state, replaced_at, proposed_at);

-- supervision_confirmation [record]: versions of the words of self-government on where a client is during an agreed absence, received or asked for in vain
create table supervision_confirmation (
  id {{key}} primary key,
  client_id {{key}} not null,
  confirmation_id {{key}} not null,
  exemption_id {{key}} not null,
  due_on {{date}} not null,
  received_on {{date}},
  note {{bytes}},
  document_id {{key}},
  fact_id {{key}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index supervision_confirmation_client on supervision_confirmation (client_id, replaced_at);
create index supervision_confirmation_exemption on supervision_confirmation (exemption_id);
