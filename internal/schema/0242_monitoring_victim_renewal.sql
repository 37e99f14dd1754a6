-- +goose Up
-- how far those who work with her were reminded that a consent is to be renewed: 1 = half of the time is over, 2 = all of it is
alter table monitoring_victim add column renew_step {{int}};
