-- +goose Up
-- of an alert whose time is over: the certificate under which its explanation and the words of its acts were destroyed
alter table monitoring_alert add column certificate {{int}};

-- who asked for a hold, and the number of the paper in which it was asked
alter table monitoring_hold add column authority {{bytes}};
alter table monitoring_hold add column paper {{bytes}};
