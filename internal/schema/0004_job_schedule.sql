-- +goose Up
-- job_schedule [technical]: when each recurring task runs next and who runs it now; survives restarts, shared by all nodes
create table job_schedule (
  name {{key}} not null,
  next_at {{instant}} not null,
  lease_owner {{key}},
  lease_until {{instant}},
  last_at {{instant}},
  failures {{int}} not null,
  last_error {{text}},
  constraint job_schedule_pk primary key (name)
){{strict}};

-- job_queue [technical]: single tasks put in by a transaction and run after it; finished ones are kept a week
create table job_queue (
  id {{key}} not null,
  kind {{key}} not null,
  args {{json}} not null,
  made_at {{instant}} not null,
  run_at {{instant}} not null,
  lease_owner {{key}},
  lease_until {{instant}},
  attempts {{int}} not null,
  state {{key}} not null,
  ended_at {{instant}},
  last_error {{text}},
  constraint job_queue_pk primary key (id)
){{strict}};
create index job_queue_due on job_queue (state, run_at);
