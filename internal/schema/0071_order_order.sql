-- +goose Up
-- order_file [record]: the number of a person's file, drawn so that gaps say nothing
create table order_file (
  id {{key}} primary key,
  client_id {{key}} not null,
  number {{key}} not null,
  drawn_at {{instant}} not null,
  constraint order_file_number unique (number),
  constraint order_file_client unique (client_id)
){{strict}};

-- order_order [record]: one judgment in execution: measure, term, where it stands; term_end is kept with every change
create table order_order (
  id {{key}} primary key,
  client_id {{key}} not null,
  judgment_id {{key}} not null,
  office_id {{key}} not null,
  kind {{key}} not null,
  measure {{key}} not null,
  measures {{json}} not null,
  court {{text}} not null,
  judgment_no {{text}} not null,
  decided_on {{date}} not null,
  in_force_on {{date}} not null,
  article {{text}},
  term {{key}},
  stated_from {{date}},
  stated_to {{date}},
  term_start {{date}},
  term_end {{date}},
  hours_ordered {{int}} not null,
  hours_done {{int}} not null,
  warnings {{int}} not null,
  status {{key}} not null,
  register_due {{date}},
  escalate_head_on {{date}},
  escalate_region_on {{date}},
  escalate_nation_on {{date}},
  told_head_at {{instant}},
  told_region_at {{instant}},
  told_nation_at {{instant}},
  appeared_on {{date}},
  appeared_office {{key}},
  registered_on {{date}},
  registered_by {{key}},
  taken_over {{bool}} not null,
  takeover_due {{date}},
  takeover_by {{key}},
  takeover_checked_at {{instant}},
  takeover_checked_by {{key}},
  paper_number {{text}},
  ends_ground {{key}},
  ended_on {{date}},
  ended_at {{instant}},
  opened_at {{instant}} not null,
  rulebook_version {{key}} not null,
  version {{int}} not null
){{strict}};
create index order_order_client on order_order (client_id, opened_at);
create index order_order_judgment on order_order (judgment_id);
create index order_order_due on order_order (status, register_due, id);
create index order_order_end on order_order (status, term_end, id);
create index order_order_ended on order_order (status, ended_on);
create index order_order_office on order_order (office_id, status, register_due);

-- order_obligation [record]: one obligation of an order and whether it holds
create table order_obligation (
  id {{key}} primary key,
  client_id {{key}} not null,
  order_id {{key}} not null,
  code {{key}} not null,
  text {{bytes}},
  state {{key}} not null,
  since {{date}} not null,
  until {{date}},
  recorded_at {{instant}} not null,
  replaced_at {{instant}},
  reason {{text}},
  version {{int}} not null
){{strict}};
create index order_obligation_order on order_obligation (order_id, recorded_at);
create index order_obligation_client on order_obligation (client_id);

-- order_change [record]: what changed the term or the content of an order: credit, suspension, extension, variation, end; append-only versions
create table order_change (
  id {{key}} primary key,
  client_id {{key}} not null,
  order_id {{key}} not null,
  kind {{key}} not null,
  reason_code {{key}},
  from_on {{date}},
  to_on {{date}},
  term {{key}},
  days {{int}} not null,
  court {{text}},
  act_number {{text}},
  act_on {{date}},
  note {{bytes}},
  made_by {{key}} not null,
  recorded_at {{instant}} not null,
  replaced_at {{instant}},
  reason {{text}}
){{strict}};
create index order_change_order on order_change (order_id, recorded_at);
create index order_change_client on order_change (client_id);
