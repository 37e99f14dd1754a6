-- +goose Up
-- a search looks through the words of the offices in sight, not of the country; person keeps the office as access has it
alter table person_token add column office_id {{key}};
update person_token set office_id = (select a.office_id from access_client a where a.id = person_token.client_id);
create index person_token_office on person_token (office_id, token, client_id);
