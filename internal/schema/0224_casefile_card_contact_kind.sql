-- +goose Up
-- the card learns of which kind the next contact is that is due
alter table casefile_card add column contact_kind {{key}};
