-- +goose Up
-- monitoring_alert [record]: alerts of monitoring: one for each finding of the rules, with what people did about it; the identifier derives from order, zone, rule and beginning
create table monitoring_alert (
  id {{key}} primary key,
  client_id {{key}} not null,
  monitoring_id {{key}} not null,
  regime {{key}} not null,
  device_id {{key}},
  model {{text}},
  office_id {{key}},
  rule {{key}} not null,
  class {{key}} not null,
  severity {{int}} not null,
  zone_id {{key}},
  zone_kind {{key}},
  zone_version {{int}},
  outage_id {{key}},
  from_at {{instant}} not null,
  until_at {{instant}},
  decided_at {{instant}} not null,
  raised_at {{instant}} not null,
  raised_by {{int}} not null,
  told_at {{instant}} not null,
  updates {{int}} not null,
  late {{bool}} not null,
  drill {{bool}} not null,
  endangers {{bool}} not null,
  weakens {{bool}} not null,
  withdrawn {{key}},
  merged {{key}},
  explain {{bytes}} not null,
  state {{key}} not null,
  taken_by {{key}},
  taken_at {{instant}},
  resolved_by {{key}},
  resolved_at {{instant}},
  reason {{key}},
  false_alarm {{bool}},
  version {{int}} not null
){{strict}};
create index monitoring_alert_client on monitoring_alert (client_id, raised_at);
create index monitoring_alert_desk on monitoring_alert (state, severity, raised_at);
create index monitoring_alert_order on monitoring_alert (monitoring_id, from_at);
create index monitoring_alert_raised on monitoring_alert (raised_at);

-- monitoring_alert_change [record]: what became known of an alert, step by step: raised, updated, ended, corrected, reopened, withdrawn, with the input that caused it
create table monitoring_alert_change (
  id {{key}} primary key,
  client_id {{key}} not null,
  alert_id {{key}} not null,
  number {{int}} not null,
  what {{key}} not null,
  cause {{int}} not null,
  at {{instant}} not null,
  from_at {{instant}} not null,
  until_at {{instant}},
  recorded_at {{instant}} not null
){{strict}};
create unique index monitoring_alert_change_number on monitoring_alert_change (alert_id, number);
create index monitoring_alert_change_client on monitoring_alert_change (client_id);
