-- +goose Up
-- supervision_early_end [record]: a submission to the court for the early end of an order: proposed by one person, decided by another, put on paper
create table supervision_early_end (
  id {{key}} primary key,
  client_id {{key}} not null,
  order_id {{key}} not null,
  basis {{key}},
  state {{key}} not null,
  lang {{key}} not null,
  ground {{bytes}},
  chronology {{bytes}},
  account {{bytes}},
  proposed_at {{instant}} not null,
  proposed_by {{key}} not null,
  decided_at {{instant}},
  decided_by {{key}},
  answer {{bytes}},
  paper {{key}},
  number {{key}},
  fact_id {{key}} not null,
  version {{int}} not null
){{strict}};
create index supervision_early_end_client on supervision_early_end (client_id, proposed_at);
create index supervision_early_end_state on supervision_early_end (state, proposed_at);

-- supervision_early_end_result [record]: versions of what the court answered to a submission for an early end
create table supervision_early_end_result (
  id {{key}} primary key,
  client_id {{key}} not null,
  early_end_id {{key}} not null,
  result {{key}} not null,
  on_day {{date}} not null,
  court {{bytes}},
  number {{bytes}},
  note {{bytes}},
  fact_id {{key}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index supervision_early_end_result_of on supervision_early_end_result (early_end_id, recorded_at);
create index supervision_early_end_result_client on supervision_early_end_result (client_id);
