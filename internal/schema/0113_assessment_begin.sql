-- +goose Up
-- why an assessment was begun although little of the term remains, or words to its cause
alter table assessment_assessment add column opening {{bytes}};
