-- +goose Up
-- monitoring_prompt_plan [record]: check-ins at random moments under an order of monitoring: how many a day, within which hours, the reference photograph, the seed drawn beforehand
create table monitoring_prompt_plan (
  id {{key}} primary key,
  client_id {{key}} not null,
  monitoring_id {{key}} not null,
  per_day {{int}} not null,
  from_hour {{int}} not null,
  until_hour {{int}} not null,
  answer_minutes {{int}} not null,
  gap_minutes {{int}} not null,
  place {{bool}} not null,
  seed {{bytes}} not null,
  seed_hash {{key}} not null,
  reference {{key}} not null,
  reason {{bytes}} not null,
  step {{key}} not null,
  started_at {{instant}} not null,
  started_by {{key}} not null,
  ended_at {{instant}},
  ended_by {{key}},
  end_reason {{key}},
  pause_reason {{key}},
  drawn_on {{date}},
  version {{int}} not null
){{strict}};
create index monitoring_prompt_plan_client on monitoring_prompt_plan (client_id, ended_at);
create index monitoring_prompt_plan_order on monitoring_prompt_plan (monitoring_id);

-- monitoring_prompt [record]: one check-in at a random moment: when it was drawn for, when asked, the answer, what a person found
create table monitoring_prompt (
  id {{key}} primary key,
  client_id {{key}} not null,
  plan_id {{key}} not null,
  monitoring_id {{key}} not null,
  day {{date}} not null,
  number {{int}} not null,
  at {{instant}} not null,
  state {{key}} not null,
  asked_at {{instant}},
  until_at {{instant}},
  answered_at {{instant}},
  photo {{key}},
  place {{bytes}},
  decided_at {{instant}},
  decided_by {{key}},
  note {{bytes}},
  version {{int}} not null
){{strict}};
create unique index monitoring_prompt_number on monitoring_prompt (plan_id, day, number);
create index monitoring_prompt_state on monitoring_prompt (state, at);
create index monitoring_prompt_client on monitoring_prompt (client_id, at);
