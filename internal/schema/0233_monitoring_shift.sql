-- +goose Up
-- monitoring_shift [record]: shifts of the duty desk: who sits at it for which office, and to whom it was handed over
create table monitoring_shift (
  id {{key}} primary key,
  office_id {{key}} not null,
  account_id {{key}} not null,
  opened_at {{instant}} not null,
  closed_at {{instant}},
  next_account {{key}},
  words {{bytes}},
  handed_at {{instant}},
  accepted_at {{instant}},
  version {{int}} not null
){{strict}};
create index monitoring_shift_office on monitoring_shift (office_id, opened_at);
create index monitoring_shift_account on monitoring_shift (account_id, opened_at);

-- monitoring_handed [record]: the alerts that were open when a shift was handed over, as they stood then
create table monitoring_handed (
  id {{key}} primary key,
  client_id {{key}} not null,
  shift_id {{key}} not null,
  alert_id {{key}} not null,
  rule {{key}} not null,
  severity {{int}} not null,
  state {{key}} not null,
  raised_at {{instant}} not null,
  drill {{bool}} not null
){{strict}};
create index monitoring_handed_shift on monitoring_handed (shift_id);
create index monitoring_handed_client on monitoring_handed (client_id);
