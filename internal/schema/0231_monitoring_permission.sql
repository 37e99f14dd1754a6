-- +goose Up
-- monitoring_permission [record]: times in which a zone rests: a permission for so long, or a suspension until further notice
create table monitoring_permission (
  id {{key}} primary key,
  client_id {{key}} not null,
  zone_id {{key}} not null,
  effect {{key}} not null,
  from_at {{instant}} not null,
  until_at {{instant}},
  reason {{key}} not null,
  words {{bytes}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  withdrawn_at {{instant}},
  withdrawn_by {{key}}
){{strict}};
create index monitoring_permission_zone on monitoring_permission (zone_id, from_at);
create index monitoring_permission_client on monitoring_permission (client_id);

-- monitoring_life_place [record]: places of a client's everyday life, for the check of what zones leave of it
create table monitoring_life_place (
  id {{key}} primary key,
  client_id {{key}} not null,
  what {{key}} not null,
  name {{bytes}} not null,
  shape {{bytes}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  removed_at {{instant}},
  removed_by {{key}}
){{strict}};
create index monitoring_life_place_client on monitoring_life_place (client_id);
