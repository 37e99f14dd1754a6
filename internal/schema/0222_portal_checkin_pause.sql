-- +goose Up
-- since when and why nothing is asked although check-in goes on: hospital, custody, sought, suspended
alter table portal_checkin_plan add column paused_at {{instant}};
alter table portal_checkin_plan add column pause_reason {{key}};
