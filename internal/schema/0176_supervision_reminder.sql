-- +goose Up
-- supervision_wish [record]: versions of what a client said about messages: by which way, in which words, to which address
create table supervision_wish (
  id {{key}} primary key,
  client_id {{key}} not null,
  wish {{key}} not null,
  fuller {{bool}} not null,
  shared_ok {{bool}} not null,
  email {{bytes}},
  said_on {{date}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}}
){{strict}};
create index supervision_wish_client on supervision_wish (client_id, replaced_at);

-- supervision_phone_mark [record]: numbers that are not to be used for a client any more, or not for messages, and why
create table supervision_phone_mark (
  id {{key}} primary key,
  client_id {{key}} not null,
  phone_index {{key}} not null,
  mark {{key}} not null,
  note {{bytes}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  replaced_at {{instant}},
  replaced_by {{key}},
  reason_text {{bytes}}
){{strict}};
create index supervision_phone_mark_client on supervision_phone_mark (client_id, replaced_at);

-- supervision_reminder [record]: which reminder of which appointment was made, by which way and why; the outbox holds its words
create table supervision_reminder (
  id {{key}} primary key,
  client_id {{key}} not null,
  appointment_id {{key}} not null,
  planned_at {{instant}} not null,
  days {{int}} not null,
  way {{key}},
  why {{key}} not null,
  fuller {{bool}} not null,
  phone_index {{key}},
  msg_key {{key}},
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null,
  withdrawn_at {{instant}}
){{strict}};
create index supervision_reminder_client on supervision_reminder (client_id, recorded_at);
create unique index supervision_reminder_once on supervision_reminder (appointment_id, planned_at, days) where withdrawn_at is null;

-- supervision_message_decision [record]: what a person decided of a message that was not sent or of which nobody knows
create table supervision_message_decision (
  id {{key}} primary key,
  client_id {{key}} not null,
  message_id {{key}} not null,
  decision {{key}} not null,
  reason {{bytes}} not null,
  recorded_at {{instant}} not null,
  recorded_by {{key}} not null
){{strict}};
create index supervision_message_decision_client on supervision_message_decision (client_id);
create index supervision_message_decision_message on supervision_message_decision (message_id);

-- reminders look for what is planned in the next days
create index supervision_appointment_planned on supervision_appointment (state, planned_at);
