-- +goose Up
-- monitoring_victim_forgotten [record]: that what the rules had kept of a protected person was destroyed when she withdrew her consent: of which zone, when, how much; never where she was
create table monitoring_victim_forgotten (
  id {{key}} primary key,
  monitoring_id {{key}} not null,
  zone_id {{key}} not null,
  at {{instant}} not null,
  fixes {{int}} not null,
  cases {{int}} not null,
  memories {{int}} not null
){{strict}};
create index monitoring_victim_forgotten_of on monitoring_victim_forgotten (monitoring_id, zone_id);
