-- +goose Up
-- the village within the territory of an outage as addresses write it, how it is known (announced, told, seen), and what was told of it
alter table monitoring_outage add column village {{text}};
alter table monitoring_outage add column source {{key}};
alter table monitoring_outage add column note {{text}};
