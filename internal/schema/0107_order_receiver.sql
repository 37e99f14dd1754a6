-- +goose Up
-- the day counts what somebody has received beside what lies in the own offices
create index order_judgment_receiver on order_judgment (received_by, state);
