-- +goose Up
-- the card learns of level, assessment, plan and points of workload
alter table casefile_card add column level {{key}};
alter table casefile_card add column level_since {{date}};
alter table casefile_card add column rna_state {{key}};
alter table casefile_card add column rna_due {{date}};
alter table casefile_card add column flags_n {{int}};
alter table casefile_card add column plan_state {{key}};
alter table casefile_card add column plan_due {{date}};
alter table casefile_card add column points {{int}};
create index casefile_card_level on casefile_card (order_status, level);
