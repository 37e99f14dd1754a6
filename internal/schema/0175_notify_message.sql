-- +goose Up
-- notify_message [technical]: words to be sent to somebody outside and what became of them; address and words are sealed
create table notify_message (
  id {{key}} primary key,
  msg_key {{key}} not null,
  client_id {{key}},
  channel {{key}} not null,
  address {{bytes}},
  lang {{key}} not null,
  subject {{bytes}},
  body {{bytes}} not null,
  urgent {{bool}} not null,
  state {{key}} not null,
  not_before {{instant}} not null,
  expires_at {{instant}},
  next_at {{instant}},
  lease_until {{instant}},
  attempts {{int}} not null,
  provider_ref {{key}},
  cause {{key}},
  put_at {{instant}} not null,
  tried_at {{instant}},
  sent_at {{instant}},
  ended_at {{instant}},
  version {{int}} not null
){{strict}};
create unique index notify_message_key on notify_message (msg_key);
create index notify_message_due on notify_message (state, next_at);
create index notify_message_client on notify_message (client_id, put_at);
create index notify_message_tried on notify_message (tried_at);
create index notify_message_sent on notify_message (sent_at);
