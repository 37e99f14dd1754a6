-- +goose Up
-- a notice that speaks of a sealed compartment goes with the membership of its reader
alter table org_notice add column compartment {{key}};
