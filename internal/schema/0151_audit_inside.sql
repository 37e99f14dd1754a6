-- +goose Up
-- facts and acts inside a sealed compartment are there only for those to whom it is open
alter table audit_fact add column compartment {{key}};
alter table audit_subject add column compartment {{key}};
