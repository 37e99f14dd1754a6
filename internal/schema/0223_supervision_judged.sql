-- +goose Up
-- what a case of enforcement found about an appointment that was not kept: acceptable or no_action, the reason, the case
alter table supervision_appointment add column judged {{key}};
alter table supervision_appointment add column judged_reason {{key}};
alter table supervision_appointment add column judged_case {{key}};
