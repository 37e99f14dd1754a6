-- +goose Up
-- access_compartment [record]: to whom a sealed compartment of a client's record is open, with who opened it and until when
create table access_compartment (
  id {{key}} primary key,
  client_id {{key}} not null,
  compartment {{key}} not null,
  account_id {{key}} not null,
  part {{key}} not null,
  reason {{key}} not null,
  opened_by {{key}} not null,
  agreed_by {{key}},
  until {{instant}},
  recorded_at {{instant}} not null,
  replaced_at {{instant}},
  replaced_by {{key}}
){{strict}};
create index access_compartment_client on access_compartment (client_id, compartment, account_id);
create index access_compartment_account on access_compartment (account_id, compartment);
