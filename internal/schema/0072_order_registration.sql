-- +goose Up
-- order_attempt [record]: one try to call the client
create table order_attempt (
  id {{key}} primary key,
  client_id {{key}} not null,
  order_id {{key}} not null,
  made_on {{date}} not null,
  channel {{key}} not null,
  outcome {{key}} not null,
  note {{bytes}},
  recorded_at {{instant}} not null,
  made_by {{key}} not null
){{strict}};
create index order_attempt_order on order_attempt (order_id, recorded_at);

-- order_explanation [record]: that the conditions were explained, how, and how the client confirmed it
create table order_explanation (
  id {{key}} primary key,
  client_id {{key}} not null,
  order_id {{key}} not null,
  made_on {{date}} not null,
  language {{key}} not null,
  interpreter {{bytes}},
  read_aloud {{bool}} not null,
  own_words {{bytes}},
  proof {{key}} not null,
  witness {{bytes}},
  note {{bytes}},
  representative {{bytes}},
  relation {{key}},
  made_by {{key}} not null,
  recorded_at {{instant}} not null,
  replaced_at {{instant}},
  reason {{text}}
){{strict}};
create index order_explanation_order on order_explanation (order_id, replaced_at);

-- order_inquiry [record]: what was done when the client did not appear: home check, inquiry, search
create table order_inquiry (
  id {{key}} primary key,
  client_id {{key}} not null,
  order_id {{key}} not null,
  kind {{key}} not null,
  made_on {{date}} not null,
  body {{key}},
  result {{key}},
  found {{bool}} not null,
  reason {{bytes}},
  ended_on {{date}},
  made_by {{key}} not null,
  recorded_at {{instant}} not null
){{strict}};
create index order_inquiry_order on order_inquiry (order_id, recorded_at);
