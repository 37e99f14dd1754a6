-- +goose Up
-- monitoring_victim [record]: protected persons of orders of monitoring; no row of theirs names the client, and no row of the client names them
create table monitoring_victim (
  id {{key}} primary key,
  monitoring_id {{key}} not null,
  number {{int}} not null,
  name {{bytes}} not null,
  lang {{key}} not null,
  hours_from {{key}},
  hours_until {{key}},
  phrase {{bytes}},
  words {{bytes}},
  ended_at {{instant}},
  renew_told_on {{date}},
  made_at {{instant}} not null,
  made_by {{key}} not null,
  version {{int}} not null
){{strict}};
create index monitoring_victim_order on monitoring_victim (monitoring_id);
create unique index monitoring_victim_number on monitoring_victim (number);

-- monitoring_victim_phone [record]: numbers of a protected person with the way in which each is safe to use
create table monitoring_victim_phone (
  id {{key}} primary key,
  victim_id {{key}} not null,
  turn {{int}} not null,
  number {{bytes}} not null,
  way {{key}} not null,
  person {{bytes}},
  made_at {{instant}} not null,
  made_by {{key}} not null,
  removed_at {{instant}},
  removed_by {{key}}
){{strict}};
create index monitoring_victim_phone_of on monitoring_victim_phone (victim_id, turn);

-- monitoring_victim_consent [record]: consents of a protected person to a version of the information text, renewed or withdrawn
create table monitoring_victim_consent (
  id {{key}} primary key,
  victim_id {{key}} not null,
  text_version {{key}} not null,
  lang {{key}} not null,
  given_on {{date}} not null,
  understood {{key}} not null,
  signed {{key}} not null,
  witness {{bytes}},
  words {{bytes}},
  made_at {{instant}} not null,
  made_by {{key}} not null,
  replaced_at {{instant}},
  withdrawn_at {{instant}},
  withdrawn_by {{key}},
  withdrawn_how {{key}},
  withdrawn_words {{bytes}}
){{strict}};
create index monitoring_victim_consent_of on monitoring_victim_consent (victim_id, made_at);

-- monitoring_victim_place [record]: places of a protected person to keep away from, version by version, each approved by a second person
create table monitoring_victim_place (
  id {{key}} primary key,
  victim_id {{key}} not null,
  place_key {{key}} not null,
  number {{int}} not null,
  state {{key}} not null,
  ends {{bool}} not null,
  place {{bytes}} not null,
  from_at {{instant}},
  until_at {{instant}},
  drafted_at {{instant}} not null,
  drafted_by {{key}} not null,
  decided_at {{instant}},
  decided_by {{key}},
  returned {{bytes}},
  reason {{bytes}},
  version {{int}} not null
){{strict}};
create unique index monitoring_victim_place_number on monitoring_victim_place (place_key, number);
create index monitoring_victim_place_of on monitoring_victim_place (victim_id, state);

-- monitoring_victim_device [record]: the own device of a protected person for a time; its positions are hers and move the zone round her
create table monitoring_victim_device (
  id {{key}} primary key,
  victim_id {{key}} not null,
  monitoring_id {{key}} not null,
  number {{int}} not null,
  ident_key {{key}} not null,
  ident {{bytes}} not null,
  kind {{key}} not null,
  from_at {{instant}} not null,
  until_at {{instant}},
  given_by {{key}} not null,
  ended_by {{key}},
  reason {{key}}
){{strict}};
create unique index monitoring_victim_device_number on monitoring_victim_device (number);
create unique index monitoring_victim_device_open on monitoring_victim_device (ident_key) where until_at is null;
create index monitoring_victim_device_ident on monitoring_victim_device (ident_key, from_at);
create index monitoring_victim_device_of on monitoring_victim_device (victim_id);

-- monitoring_victim_message [record]: what a protected person was told or is to be told, by which way, with the result
create table monitoring_victim_message (
  id {{key}} primary key,
  victim_id {{key}} not null,
  kind {{key}} not null,
  way {{key}} not null,
  phone_id {{key}},
  msg_key {{key}},
  lang {{key}} not null,
  words {{bytes}} not null,
  at {{instant}} not null,
  due_at {{instant}} not null,
  result {{key}},
  note {{bytes}},
  done_at {{instant}},
  done_by {{key}},
  version {{int}} not null
){{strict}};
create index monitoring_victim_message_of on monitoring_victim_message (victim_id, at);

-- monitoring_victim_read [record]: each opening of a protected person's record: by whom, why, until when
create table monitoring_victim_read (
  id {{key}} primary key,
  victim_id {{key}} not null,
  purpose {{key}} not null,
  words {{bytes}} not null,
  at {{instant}} not null,
  until_at {{instant}} not null,
  read_by {{key}} not null
){{strict}};
create index monitoring_victim_read_of on monitoring_victim_read (victim_id, at);

-- monitoring_victim_fix [technical]: by what a repeat of a message of a protected person's device is known; never a place
create table monitoring_victim_fix (
  device {{int}} not null,
  fix_ms {{int}} not null,
  content {{int}} not null,
  received_ms {{int}} not null,
  primary key (device, fix_ms, content)
){{keyed}};
