-- +goose Up
-- supervision_life_event [record]: what happened in a client's life as it stands now: absence, travel, address, work, search, hospital, custody, death
create table supervision_life_event (
  id {{key}} primary key,
  client_id {{key}} not null,
  kind {{key}} not null,
  state {{key}} not null,
  code {{key}},
  from_on {{date}},
  until_on {{date}},
  ended_on {{date}},
  district {{key}},
  place {{bytes}},
  body {{bytes}},
  number {{bytes}},
  words {{bytes}},
  due_on {{date}},
  due_rule {{key}},
  missing {{int}} not null,
  papers_by {{date}},
  opened_at {{instant}} not null,
  opened_by {{key}} not null,
  closed_at {{instant}},
  version {{int}} not null
){{strict}};
create index supervision_life_event_client on supervision_life_event (client_id, kind);
create index supervision_life_event_due on supervision_life_event (closed_at, due_on);

-- supervision_life_step [record]: what was done with an event, in order: moves, corrections with what stood before, papers
create table supervision_life_step (
  id {{key}} primary key,
  client_id {{key}} not null,
  event_id {{key}} not null,
  move {{key}} not null,
  to_state {{key}} not null,
  day {{date}},
  until_on {{date}},
  code {{key}},
  reason {{key}},
  document_id {{key}},
  place {{bytes}},
  body {{bytes}},
  number {{bytes}},
  words {{bytes}},
  was {{bytes}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create index supervision_life_step_event on supervision_life_step (event_id, recorded_at);
create index supervision_life_step_client on supervision_life_step (client_id);

-- supervision_life_paper [record]: documents of the file that belong to an event, by what they are expected for
create table supervision_life_paper (
  id {{key}} primary key,
  client_id {{key}} not null,
  event_id {{key}} not null,
  role {{key}} not null,
  document_id {{key}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}}
){{strict}};
create index supervision_life_paper_event on supervision_life_paper (event_id);
create index supervision_life_paper_client on supervision_life_paper (client_id);
