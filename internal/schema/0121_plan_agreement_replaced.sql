-- +goose Up
-- An answer to a plan that was written down wrongly is taken back with a reason and stays to be seen.
alter table plan_agreement add column replaced_at {{instant}};
alter table plan_agreement add column replaced_by {{key}};
alter table plan_agreement add column reason {{key}};
alter table plan_agreement add column reason_text {{bytes}};
