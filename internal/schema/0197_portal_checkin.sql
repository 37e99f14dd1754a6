-- +goose Up
-- portal_checkin_plan [record]: remote check-in switched on for a client: how often, which own questions, photo or not, why
create table portal_checkin_plan (
  id {{key}} primary key,
  client_id {{key}} not null,
  level {{key}},
  interval_days {{int}} not null,
  window_days {{int}} not null,
  photo {{bool}} not null,
  questions {{bytes}},
  reason {{bytes}} not null,
  started_at {{instant}} not null,
  started_by {{key}} not null,
  ended_at {{instant}},
  ended_by {{key}},
  end_reason {{key}},
  version {{int}} not null
){{strict}};
create index portal_checkin_plan_client on portal_checkin_plan (client_id, ended_at);

-- portal_checkin [record]: one check-in: its window, the answers, the officer's review
create table portal_checkin (
  id {{key}} primary key,
  client_id {{key}} not null,
  plan_id {{key}} not null,
  opens_on {{date}} not null,
  closes_on {{date}} not null,
  state {{key}} not null,
  answers {{bytes}},
  crisis {{key}},
  wants_help {{bool}} not null,
  photo {{key}},
  answered_at {{instant}},
  expired_at {{instant}},
  follow {{key}},
  note {{bytes}},
  reviewed_at {{instant}},
  reviewed_by {{key}},
  version {{int}} not null
){{strict}};
create index portal_checkin_client on portal_checkin (client_id, opens_on);
create index portal_checkin_state on portal_checkin (state, closes_on);
create index portal_checkin_plan_row on portal_checkin (plan_id);

-- portal_checkin_draft [technical]: what a client has answered so far; each page saves its own
create table portal_checkin_draft (
  id {{key}} primary key,
  checkin_id {{key}} not null,
  step {{key}} not null,
  body {{bytes}} not null,
  at {{instant}} not null
){{strict}};
create index portal_checkin_draft_checkin on portal_checkin_draft (checkin_id);
