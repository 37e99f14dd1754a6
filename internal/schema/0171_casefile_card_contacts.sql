-- +goose Up
-- the card learns which contacts are due, late, owed by the service, and which confirmations are awaited
alter table casefile_card add column contact_due {{date}};
alter table casefile_card add column contact_short {{int}};
alter table casefile_card add column contact_late {{int}};
alter table casefile_card add column contact_owed {{int}};
alter table casefile_card add column contact_confirm {{date}};
alter table casefile_card add column contact_ask {{bool}};
create index casefile_card_contact_late on casefile_card (office_id) where contact_late > 0;
