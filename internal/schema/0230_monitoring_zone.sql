-- +goose Up
-- monitoring_zone [record]: zones of an order of monitoring: the kind and how they stand; those that protect a victim are never here
create table monitoring_zone (
  id {{key}} primary key,
  client_id {{key}} not null,
  monitoring_id {{key}} not null,
  kind {{key}} not null,
  state {{key}} not null,
  in_force {{int}} not null,
  waiting {{int}} not null,
  made_at {{instant}} not null,
  made_by {{key}} not null,
  ended_at {{instant}},
  ended_by {{key}},
  end_reason {{key}},
  end_words {{bytes}},
  version {{int}} not null
){{strict}};
create index monitoring_zone_order on monitoring_zone (monitoring_id);
create index monitoring_zone_client on monitoring_zone (client_id);
create index monitoring_zone_waiting on monitoring_zone (waiting, made_at);

-- monitoring_zone_version [record]: what a zone says, version by version: the place, the times, the point of the decision, who drew and who decided
create table monitoring_zone_version (
  id {{key}} primary key,
  client_id {{key}} not null,
  zone_id {{key}} not null,
  number {{int}} not null,
  state {{key}} not null,
  decision {{int}} not null,
  name {{bytes}} not null,
  shape {{bytes}} not null,
  buffer_m {{int}} not null,
  basis {{bytes}} not null,
  times {{bytes}} not null,
  from_at {{instant}},
  until_at {{instant}},
  reason {{key}},
  words {{bytes}},
  holds_from {{instant}},
  holds_to {{instant}},
  drafted_at {{instant}} not null,
  drafted_by {{key}} not null,
  decided_at {{instant}},
  decided_by {{key}},
  decided_words {{bytes}}
){{strict}};
create unique index monitoring_zone_version_number on monitoring_zone_version (zone_id, number);
create index monitoring_zone_version_client on monitoring_zone_version (client_id);
