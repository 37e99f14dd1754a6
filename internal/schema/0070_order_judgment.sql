-- +goose Up
-- order_judgment [record]: a judgment as it came in, with the person as the document spells them; client_id is empty until it is accepted
create table order_judgment (
  id {{key}} primary key,
  client_id {{key}},
  office_id {{key}} not null,
  state {{key}} not null,
  source {{key}} not null,
  kind {{key}} not null,
  court {{text}} not null,
  number {{text}} not null,
  same_key {{key}} not null,
  decided_on {{date}} not null,
  in_force_on {{date}},
  surname {{text}},
  given {{text}},
  patronymic {{text}},
  surname_latin {{text}},
  given_latin {{text}},
  patronymic_latin {{text}},
  name_fold {{key}} not null,
  birth {{key}},
  sex {{key}},
  language {{key}},
  district {{key}},
  pin {{bytes}},
  pin_index {{key}},
  address {{bytes}},
  phone {{bytes}},
  measures {{json}} not null,
  term {{key}},
  stated_from {{date}},
  stated_to {{date}},
  credit {{json}},
  obligations {{json}} not null,
  article {{text}},
  pages {{int}} not null,
  document {{text}},
  received_on {{date}} not null,
  received_at {{instant}} not null,
  received_by {{key}} not null,
  check_due {{date}},
  check_in_force {{key}},
  check_signed {{key}},
  check_identity {{key}},
  checked_at {{instant}},
  checked_by {{key}},
  return_reasons {{json}},
  return_note {{bytes}},
  letter_no {{key}},
  returned_at {{instant}},
  returned_by {{key}},
  accepted_at {{instant}},
  accepted_by {{key}},
  another {{bool}} not null,
  running {{json}},
  rulebook_version {{key}} not null,
  version {{int}} not null,
  constraint order_judgment_state check (state in ('received','checked','accepted','returned'))
){{strict}};
create index order_judgment_list on order_judgment (state, received_at, id);
create index order_judgment_at on order_judgment (received_at, id);
create index order_judgment_office on order_judgment (office_id, state);
create index order_judgment_same on order_judgment (same_key);
create index order_judgment_client on order_judgment (client_id);
create index order_judgment_fold on order_judgment (name_fold);

-- order_hidden_match [record]: an accepted judgment that may belong to somebody out of the clerk's sight; a custodian decides
create table order_hidden_match (
  id {{key}} primary key,
  judgment_id {{key}} not null,
  candidate_id {{key}},
  twin_id {{key}},
  office_id {{key}} not null,
  state {{key}} not null,
  due {{date}},
  opened_at {{instant}} not null,
  told_at {{instant}},
  decided_at {{instant}},
  decided_by {{key}},
  reason {{bytes}},
  version {{int}} not null,
  constraint order_hidden_match_state check (state in ('open','same','other'))
){{strict}};
create index order_hidden_match_open on order_hidden_match (state, opened_at, id);
create index order_hidden_match_judgment on order_hidden_match (judgment_id);
