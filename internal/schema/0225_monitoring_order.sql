-- +goose Up
-- monitoring_order [record]: orders of electronic monitoring: the regime, how it stands, and from when to when it lets positions be collected
create table monitoring_order (
  id {{key}} primary key,
  client_id {{key}} not null,
  regime {{key}} not null,
  state {{key}} not null,
  level {{key}} not null,
  begins_at {{instant}} not null,
  ends_at {{instant}} not null,
  review_on {{date}} not null,
  review_told_on {{date}},
  in_force {{int}} not null,
  waiting {{int}} not null,
  sheet_on {{date}},
  sheet_lang {{key}},
  refused_by_occupant {{bool}} not null,
  occupants_agreed {{bool}} not null,
  end_proposed_at {{instant}},
  suspended_at {{instant}},
  ended_at {{instant}},
  end_reason {{key}},
  made_at {{instant}} not null,
  made_by {{key}} not null,
  version {{int}} not null
){{strict}};
create index monitoring_order_client on monitoring_order (client_id);
create index monitoring_order_review on monitoring_order (state, review_on);
create index monitoring_order_ends on monitoring_order (state, ends_at);

-- monitoring_order_version [record]: what an order of monitoring says, version by version: the decision on file, the term, the level, the purpose
create table monitoring_order_version (
  id {{key}} primary key,
  client_id {{key}} not null,
  monitoring_id {{key}} not null,
  number {{int}} not null,
  state {{key}} not null,
  act {{key}} not null,
  act_number {{bytes}} not null,
  authority {{key}} not null,
  body {{bytes}} not null,
  decided_on {{date}} not null,
  order_id {{key}},
  from_on {{date}} not null,
  until_on {{date}} not null,
  level {{key}} not null,
  purpose {{key}} not null,
  goal_id {{key}},
  review_on {{date}} not null,
  words {{bytes}},
  reason {{key}},
  drafted_at {{instant}} not null,
  drafted_by {{key}} not null,
  decided_at {{instant}},
  decided_by {{key}},
  returned {{bytes}}
){{strict}};
create unique index monitoring_order_version_number on monitoring_order_version (monitoring_id, number);
create index monitoring_order_version_client on monitoring_order_version (client_id);

-- monitoring_order_step [record]: what happened to an order of monitoring: sheet signed, occupants asked, suspended, looked at again, end proposed, ended
create table monitoring_order_step (
  id {{key}} primary key,
  client_id {{key}} not null,
  monitoring_id {{key}} not null,
  what {{key}} not null,
  code {{key}},
  words {{bytes}},
  lang {{key}},
  day {{date}},
  document_id {{key}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create index monitoring_order_step_order on monitoring_order_step (monitoring_id, recorded_at);
create index monitoring_order_step_client on monitoring_order_step (client_id);

-- monitoring_pause [record]: times in which an order of monitoring was suspended: nothing is collected in them
create table monitoring_pause (
  id {{key}} primary key,
  client_id {{key}} not null,
  monitoring_id {{key}} not null,
  from_at {{instant}} not null,
  until_at {{instant}},
  reason {{key}} not null,
  recorded_by {{key}} not null,
  ended_by {{key}}
){{strict}};
create index monitoring_pause_order on monitoring_pause (monitoring_id, from_at);
create index monitoring_pause_client on monitoring_pause (client_id);
