-- +goose Up
-- monitoring_hold [record]: legal holds: positions of a client within these days are not destroyed before the hold ends or is lifted by two persons
create table monitoring_hold (
  id {{key}} primary key,
  client_id {{key}} not null,
  monitoring_id {{key}},
  from_on {{date}} not null,
  until_on {{date}} not null,
  reason {{key}} not null,
  words {{bytes}} not null,
  ends_on {{date}} not null,
  made_at {{instant}} not null,
  made_by {{key}} not null,
  lift_words {{bytes}},
  lift_asked_at {{instant}},
  lift_asked_by {{key}},
  lifted_at {{instant}},
  lifted_by {{key}},
  version {{int}} not null
){{strict}};
create index monitoring_hold_client on monitoring_hold (client_id);
create index monitoring_hold_ends on monitoring_hold (ends_on);

-- monitoring_certificate [record]: what was destroyed when its time was over: which kind, days, how many, under which rule, the hash over the hashes of what it was; no person
create table monitoring_certificate (
  id {{key}} primary key,
  number {{int}} not null,
  kind {{key}} not null,
  state {{key}} not null,
  first_day {{int}} not null,
  last_day {{int}} not null,
  days {{int}} not null,
  gone {{int}} not null,
  kept {{int}} not null,
  hash {{bytes}} not null,
  rule {{key}} not null,
  keep_days {{int}} not null,
  rulebook {{key}} not null,
  begun_at {{instant}} not null,
  done_at {{instant}},
  made_by {{key}} not null,
  version {{int}} not null
){{strict}};
create unique index monitoring_certificate_number on monitoring_certificate (number);
create index monitoring_certificate_kind on monitoring_certificate (kind, number);

-- of an hour whose positions were destroyed: how many, under which certificate, and the hash that those which are left must give
alter table monitoring_digest add column gone {{int}};
alter table monitoring_digest add column left_hash {{bytes}};
alter table monitoring_digest add column certificate {{int}};

-- the job that destroys frames finds them by their day
create index monitoring_frame_day on monitoring_frame (day, id);
