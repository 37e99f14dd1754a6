-- +goose Up
-- supervision_visit [record]: versions of the record of a visit: what a contact was beyond its place and hour; one visit_id through all
create table supervision_visit (
  id {{key}} primary key,
  client_id {{key}} not null,
  visit_id {{key}} not null,
  contact_id {{key}} not null,
  language {{key}},
  interpreter {{bool}} not null,
  identity {{key}} not null,
  partners {{text}},
  next_on {{date}},
  substantive {{bool}} not null,
  body {{bytes}} not null,
  captured_at {{instant}},
  source {{key}} not null,
  written_at {{instant}} not null,
  written_by {{key}} not null,
  fact_id {{key}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index supervision_visit_client on supervision_visit (client_id, written_at);
create index supervision_visit_id on supervision_visit (visit_id);
create index supervision_visit_contact on supervision_visit (contact_id);
create index supervision_visit_written on supervision_visit (written_at);

-- supervision_visit_photo [record]: photographs of a visit, each with its reason and consent; the picture lies sealed in the store
create table supervision_visit_photo (
  id {{key}} primary key,
  client_id {{key}} not null,
  visit_id {{key}} not null,
  ref {{key}} not null,
  media_type {{key}} not null,
  size {{int}} not null,
  purpose {{bytes}} not null,
  source {{key}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index supervision_visit_photo_visit on supervision_visit_photo (visit_id);
