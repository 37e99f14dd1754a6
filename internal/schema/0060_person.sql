-- +goose Up
-- person_person [record]: one row a person on whom the service keeps a record; id = client; where the person came from
create table person_person (
  id {{key}} primary key,
  client_id {{key}} not null,
  source {{key}} not null,
  source_number {{key}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create unique index person_person_client on person_person (client_id);
create index person_person_source on person_person (source_number);

-- person_value [record]: versions of what has one plain value: birth date, sex, citizenship, languages
create table person_value (
  id {{key}} primary key,
  client_id {{key}} not null,
  field {{key}} not null,
  value {{key}} not null,
  source {{key}},
  valid_from {{date}},
  valid_to {{date}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index person_value_client on person_value (client_id, field);

-- person_name [record]: versions of names as documents spell them; kind main, latin or alias
create table person_name (
  id {{key}} primary key,
  client_id {{key}} not null,
  kind {{key}} not null,
  surname {{text}} not null,
  given {{text}} not null,
  patronymic {{text}} not null,
  form {{key}} not null,
  script {{key}} not null,
  name_order {{key}} not null,
  source {{key}},
  valid_from {{date}},
  valid_to {{date}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index person_name_client on person_name (client_id);

-- person_pin [record]: versions of the personal number, sealed; the blind index finds it; a person may have had several
create table person_pin (
  id {{key}} primary key,
  client_id {{key}} not null,
  pin {{bytes}} not null,
  pin_index {{key}} not null,
  source {{key}},
  valid_from {{date}},
  valid_to {{date}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index person_pin_client on person_pin (client_id);
create index person_pin_index on person_pin (pin_index);

-- person_address [record]: versions of addresses; the text sealed, the district (SOATE) open for figures
create table person_address (
  id {{key}} primary key,
  client_id {{key}} not null,
  kind {{key}} not null,
  district {{key}},
  address {{bytes}},
  source {{key}},
  valid_from {{date}},
  valid_to {{date}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index person_address_client on person_address (client_id);

-- person_phone [record]: versions of phone numbers, sealed; whether others answer it and when it is safe to call
create table person_phone (
  id {{key}} primary key,
  client_id {{key}} not null,
  phone {{bytes}} not null,
  phone_index {{key}} not null,
  shared {{bool}} not null,
  whose {{bytes}},
  safe_times {{bytes}},
  source {{key}},
  valid_from {{date}},
  valid_to {{date}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index person_phone_client on person_phone (client_id);
create index person_phone_index on person_phone (phone_index);

-- person_identity_document [record]: versions of passports, identity cards and the like; the number sealed
create table person_identity_document (
  id {{key}} primary key,
  client_id {{key}} not null,
  kind {{key}} not null,
  number {{bytes}} not null,
  number_index {{key}} not null,
  issuer {{bytes}},
  source {{key}},
  valid_from {{date}},
  valid_to {{date}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index person_identity_document_client on person_identity_document (client_id);
create index person_identity_document_index on person_identity_document (number_index);

-- person_document [record]: versions of uploaded papers of the file; one document_id through all its versions
create table person_document (
  id {{key}} primary key,
  client_id {{key}} not null,
  document_id {{key}} not null,
  kind {{key}} not null,
  title {{bytes}},
  file_name {{bytes}} not null,
  media_type {{key}} not null,
  size {{int}} not null,
  pages {{int}} not null,
  blob {{key}} not null,
  dated {{date}},
  received_at {{instant}} not null,
  uploaded_by {{key}} not null,
  uploaded_at {{instant}} not null,
  source {{key}},
  fact_id {{key}} not null,
  moved {{bool}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason {{key}},
  reason_text {{bytes}}
){{strict}};
create index person_document_client on person_document (client_id, replaced_at);
create index person_document_id on person_document (document_id);

-- person_token [projection]: folded words under which a person is found
create table person_token (
  client_id {{key}} not null,
  token {{key}} not null,
  constraint person_token_pk primary key (token, client_id)
){{strict}};
create index person_token_client on person_token (client_id);

-- person_block [projection]: keys that bring likely equal persons together at intake
create table person_block (
  client_id {{key}} not null,
  block {{key}} not null,
  constraint person_block_pk primary key (block, client_id)
){{strict}};
create index person_block_client on person_block (client_id);
