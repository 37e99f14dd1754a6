-- +goose Up
-- when the gateway was last asked what became of a message, and when it said that it arrived
alter table notify_message add column asked_at {{instant}};
alter table notify_message add column delivered_at {{instant}};

-- messages that tell of a change: off or moved; null for reminders. Their days are negative and count the changes of an appointment
alter table supervision_reminder add column tells {{key}};
create index supervision_reminder_appointment on supervision_reminder (appointment_id);
