-- +goose Up
-- the card learns what enforcement owes: the earliest day of each step that waits
alter table casefile_card add column enforce_hear {{date}};
alter table casefile_card add column enforce_decide {{date}};
alter table casefile_card add column enforce_deliver {{date}};
alter table casefile_card add column enforce_court {{date}};
