-- +goose Up
-- casefile_mail [record]: the register of incoming and outgoing papers of each office; numbers run through a year without gaps
create table casefile_mail (
  id {{key}} primary key,
  office_id {{key}} not null,
  direction {{key}} not null,
  year {{int}} not null,
  seq {{int}} not null,
  number {{key}} not null,
  client_id {{key}},
  day {{date}} not null,
  party {{bytes}},
  their_number {{bytes}},
  subject {{bytes}},
  paper_id {{key}},
  blank_id {{key}},
  state {{key}} not null,
  due {{date}},
  answered {{date}},
  answer_id {{key}},
  proof {{key}},
  proved {{date}},
  entered_at {{instant}} not null,
  entered_by {{key}} not null,
  version {{int}} not null,
  constraint casefile_mail_number unique (office_id, direction, year, seq)
){{strict}};
create index casefile_mail_client on casefile_mail (client_id);
create index casefile_mail_found on casefile_mail (number);
create index casefile_mail_due on casefile_mail (office_id, due);
