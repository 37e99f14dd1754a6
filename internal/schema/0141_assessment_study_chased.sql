-- +goose Up
-- The step of a study of whose passed day its readers were told: the check of the request, or the court's decision.
alter table assessment_study add column chased {{key}};
