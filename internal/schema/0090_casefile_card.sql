-- +goose Up
-- casefile_card [projection]: one row a client with everything lists filter, sort and count on; rebuilt at will
create table casefile_card (
  client_id {{key}} not null,
  name {{text}},
  name_sort {{key}},
  name_latin {{text}},
  source_number {{key}},
  birth {{key}},
  birth_from {{date}},
  birth_to {{date}},
  sex {{key}},
  language {{key}},
  pin_index {{key}},
  minor_until {{date}},
  order_status {{key}},
  file_number {{key}},
  kind {{key}},
  measure {{key}},
  measures_n {{int}},
  court {{text}},
  judgment_no {{text}},
  in_force {{date}},
  register_due {{date}},
  registered_on {{date}},
  term_start {{date}},
  term_end {{date}},
  ends_ground {{key}},
  docs_missing {{int}},
  taken_over {{bool}},
  appeared_on {{date}},
  office_id {{key}},
  officer_id {{key}},
  officer_name {{text}},
  allocated_on {{date}},
  cover_id {{key}},
  transfer_to {{key}},
  restricted {{bool}},
  sealed {{bool}},
  hidden {{bool}},
  next_at {{instant}},
  next_kind {{key}},
  last_contact {{date}},
  oldest_open_at {{instant}},
  reopen_n {{int}},
  constraint casefile_card_pk primary key (client_id)
){{strict}};
create index casefile_card_officer on casefile_card (officer_id, order_status, name_sort);
create index casefile_card_cover on casefile_card (cover_id);
create index casefile_card_office on casefile_card (office_id, order_status, name_sort);
create index casefile_card_name on casefile_card (name_sort, client_id);
create index casefile_card_file on casefile_card (file_number);
create index casefile_card_due on casefile_card (order_status, register_due);
create index casefile_card_end on casefile_card (order_status, term_end);
create index casefile_card_pin on casefile_card (pin_index);
