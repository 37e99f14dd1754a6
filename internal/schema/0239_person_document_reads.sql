-- +goose Up
-- a picture of a signed paper keeps the right that reading the paper asks for, such as that of an assessment
alter table person_document add column reads {{key}};
