-- +goose Up
-- plan_plan [record]: versions of the plan made with a client: draft, waiting for the second person, in force, replaced
create table plan_plan (
  id {{key}} primary key,
  client_id {{key}} not null,
  number {{int}} not null,
  state {{key}} not null,
  based_on {{key}},
  assessment_id {{key}},
  begun_at {{instant}} not null,
  begun_by {{key}} not null,
  strengths {{bytes}},
  relapse {{bytes}},
  review_on {{date}},
  duty_rev {{int}} not null,
  own_rev {{int}} not null,
  submitted_at {{instant}},
  submitted_by {{key}},
  countersigned_at {{instant}},
  countersigned_by {{key}},
  returned_at {{instant}},
  returned_by {{key}},
  returned {{bytes}},
  ended_at {{instant}},
  ended_by {{key}},
  ended {{bytes}},
  version {{int}} not null
){{strict}};
create unique index plan_plan_number on plan_plan (client_id, number);
create index plan_plan_state on plan_plan (state, submitted_at);

-- plan_goal [record]: versions of goals within a version of the plan; one goal_id through all
create table plan_goal (
  id {{key}} primary key,
  client_id {{key}} not null,
  plan_id {{key}} not null,
  goal_id {{key}} not null,
  part {{key}} not null,
  place {{key}} not null,
  words {{bytes}} not null,
  measure {{bytes}} not null,
  strength {{bytes}},
  target_on {{date}} not null,
  needs {{json}},
  obligations {{json}},
  remove_reason {{key}},
  remove_text {{bytes}},
  carried {{bool}} not null,
  made_at {{instant}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index plan_goal_plan on plan_goal (plan_id, replaced_at);
create index plan_goal_client on plan_goal (client_id);
create index plan_goal_goal on plan_goal (goal_id);

-- plan_step [record]: versions of the steps towards a goal within a version of the plan; one step_id through all
create table plan_step (
  id {{key}} primary key,
  client_id {{key}} not null,
  plan_id {{key}} not null,
  goal_id {{key}} not null,
  step_id {{key}} not null,
  what {{bytes}} not null,
  who {{key}} not null,
  who_text {{bytes}},
  by_on {{date}} not null,
  milestone {{bool}} not null,
  carried {{bool}} not null,
  made_at {{instant}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index plan_step_plan on plan_step (plan_id, replaced_at);
create index plan_step_client on plan_step (client_id);
create index plan_step_step on plan_step (step_id);

-- plan_gap [record]: the reason why a high need or an obligation has no goal in a version of the plan
create table plan_gap (
  id {{key}} primary key,
  client_id {{key}} not null,
  plan_id {{key}} not null,
  kind {{key}} not null,
  ref {{key}} not null,
  code {{key}} not null,
  body {{bytes}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}}
){{strict}};
create index plan_gap_plan on plan_gap (plan_id, replaced_at);
create index plan_gap_client on plan_gap (client_id);

-- plan_agreement [record]: what the client answered to one part of a version of the plan, to which text, who explained it and how
create table plan_agreement (
  id {{key}} primary key,
  client_id {{key}} not null,
  plan_id {{key}} not null,
  part {{key}} not null,
  rev {{int}} not null,
  answer {{key}} not null,
  why {{bytes}},
  explained_by {{key}} not null,
  language {{key}},
  interpreter {{bytes}},
  answered_on {{date}} not null,
  proof {{key}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create index plan_agreement_plan on plan_agreement (plan_id, recorded_at);
create index plan_agreement_client on plan_agreement (client_id);

-- plan_progress [record]: what came of goals and steps: done, not done with reason, achieved, recognised; through all versions of the plan
create table plan_progress (
  id {{key}} primary key,
  client_id {{key}} not null,
  goal_id {{key}} not null,
  step_id {{key}},
  kind {{key}} not null,
  code {{key}},
  body {{bytes}},
  happened_on {{date}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index plan_progress_client on plan_progress (client_id, recorded_at);
create index plan_progress_goal on plan_progress (goal_id);
