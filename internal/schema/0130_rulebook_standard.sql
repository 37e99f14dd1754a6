-- +goose Up
-- rulebook_standard [record]: versions of the table of levels, packages and points that were drafted here: draft, in force from a day, or withdrawn
create table rulebook_standard (
  id {{key}} primary key,
  state {{key}} not null,
  body {{json}} not null,
  based_on {{key}} not null,
  reason {{key}},
  reason_text {{text}},
  drafted_by {{key}} not null,
  drafted_at {{instant}} not null,
  edited_by {{key}} not null,
  edited_at {{instant}} not null,
  in_force {{date}},
  put_by {{key}},
  put_at {{instant}},
  withdrawn_by {{key}},
  withdrawn_at {{instant}},
  withdrawn_why {{text}},
  version {{int}} not null
){{strict}};
create index rulebook_standard_state on rulebook_standard (state, in_force);

-- rulebook_recount [technical]: how far the points of all cards have been counted anew after a table or a day changed
create table rulebook_recount (
  id {{key}} primary key,
  cause {{key}} not null,
  state {{key}} not null,
  after_client {{key}} not null,
  total {{int}} not null,
  done {{int}} not null,
  begun_at {{instant}} not null,
  ended_at {{instant}}
){{strict}};
create index rulebook_recount_begun on rulebook_recount (begun_at);
