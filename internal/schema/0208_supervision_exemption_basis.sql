-- +goose Up
-- the accepted opportunity that an exemption rests on
alter table supervision_exemption add column basis {{key}};
