-- +goose Up
-- monitoring_act [record]: what people did with an alert: seen, taken, who was called and what came of it, notes, the reason of its end
create table monitoring_act (
  id {{key}} primary key,
  client_id {{key}} not null,
  alert_id {{key}} not null,
  what {{key}} not null,
  way {{key}},
  whom {{key}},
  result {{key}},
  reason {{key}},
  words {{bytes}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create index monitoring_act_alert on monitoring_act (alert_id, recorded_at);
create index monitoring_act_client on monitoring_act (client_id);

-- monitoring_told [record]: who was told of an alert and by which way; what became of a message lies in the outbox under its key
create table monitoring_told (
  id {{key}} primary key,
  client_id {{key}} not null,
  alert_id {{key}} not null,
  recipient {{key}} not null,
  why {{key}} not null,
  way {{key}} not null,
  account_id {{key}},
  message {{key}},
  failed {{key}},
  answered_at {{instant}},
  answered_by {{key}},
  recorded_at {{instant}} not null
){{strict}};
create index monitoring_told_alert on monitoring_told (alert_id, recorded_at);
create index monitoring_told_client on monitoring_told (client_id);

-- monitoring_line [record]: the lines by which a body that must act is reached from an office, such as the duty part of the police
create table monitoring_line (
  id {{key}} primary key,
  office_id {{key}} not null,
  body {{key}} not null,
  way {{key}} not null,
  lang {{key}} not null,
  address {{bytes}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  ended_at {{instant}},
  ended_by {{key}}
){{strict}};
create index monitoring_line_office on monitoring_line (office_id, body);
