-- +goose Up
-- monitoring_victim_digest [record]: what arrived from a protected person's device within one hour, as one hash under an alias that names neither her nor the client; of an hour that was forgotten how many went, why, and whether they gave their hash when they went
create table monitoring_victim_digest (
  id {{key}} primary key,
  alias {{key}} not null,
  hour {{instant}} not null,
  n {{int}} not null,
  hash {{key}} not null,
  recorded_at {{instant}} not null,
  gone {{int}},
  gone_why {{key}},
  stood {{bool}}
){{strict}};
create index monitoring_victim_digest_alias on monitoring_victim_digest (alias, hour);
create index monitoring_victim_digest_hour on monitoring_victim_digest (hour);

-- monitoring_victim_tally [technical]: the hash over what arrived from a protected person's device in an hour, carried forward with every message, until it is written into the chain
create table monitoring_victim_tally (
  victim_id {{key}} not null,
  monitoring_id {{key}} not null,
  hour_ms {{int}} not null,
  n {{int}} not null,
  hash {{key}} not null,
  primary key (victim_id, hour_ms)
){{strict}};
create index monitoring_victim_tally_hour on monitoring_victim_tally (hour_ms);
