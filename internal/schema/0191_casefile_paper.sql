-- +goose Up
-- casefile_paper [record]: papers given out on a client: number, frozen files with their hash, void or not, the signed copy
create table casefile_paper (
  id {{key}} primary key,
  client_id {{key}} not null,
  office_id {{key}} not null,
  number {{key}} not null,
  kind {{key}} not null,
  lang {{key}} not null,
  entry_id {{key}},
  template {{key}} not null,
  fields {{bytes}},
  pdf {{key}},
  pdf_sha256 {{key}},
  docx {{key}},
  docx_sha256 {{key}},
  state {{key}} not null,
  printed {{int}} not null,
  issued_at {{instant}} not null,
  issued_by {{key}} not null,
  voided_at {{instant}},
  voided_by {{key}},
  reason {{key}},
  reason_text {{bytes}},
  document_id {{key}},
  signed_at {{instant}},
  fact_id {{key}} not null,
  version {{int}} not null
){{strict}};
create index casefile_paper_client on casefile_paper (client_id, issued_at);
create index casefile_paper_number on casefile_paper (number);

-- casefile_template [record]: templates edited in Word, by kind and language, each version with who and when; the one in force has no end
create table casefile_template (
  id {{key}} primary key,
  kind {{key}} not null,
  lang {{key}} not null,
  number {{int}} not null,
  file_name {{text}} not null,
  blob {{key}} not null,
  sha256 {{key}} not null,
  uploaded_at {{instant}} not null,
  uploaded_by {{key}} not null,
  in_force_at {{instant}},
  in_force_by {{key}},
  ended_at {{instant}},
  ended_by {{key}},
  version {{int}} not null,
  constraint casefile_template_number unique (kind, lang, number)
){{strict}};

-- casefile_blank [record]: numbered blanks printed for power cuts; each is used, spoiled or still out
create table casefile_blank (
  id {{key}} primary key,
  office_id {{key}} not null,
  kind {{key}} not null,
  lang {{key}} not null,
  number {{key}} not null,
  set_id {{key}} not null,
  state {{key}} not null,
  printed_at {{instant}} not null,
  printed_by {{key}} not null,
  closed_at {{instant}},
  closed_by {{key}},
  note {{text}},
  version {{int}} not null
){{strict}};
create index casefile_blank_office on casefile_blank (office_id, state);
create index casefile_blank_number on casefile_blank (number);
create index casefile_blank_set on casefile_blank (set_id);

-- casefile_tray [record]: photographs of sheets that did not find their paper by themselves; they wait at the office that sent them
create table casefile_tray (
  id {{key}} primary key,
  office_id {{key}} not null,
  blob {{key}} not null,
  media_type {{key}} not null,
  size {{int}} not null,
  state {{key}} not null,
  uploaded_at {{instant}} not null,
  uploaded_by {{key}} not null,
  closed_at {{instant}},
  closed_by {{key}},
  note {{text}},
  version {{int}} not null
){{strict}};
create index casefile_tray_office on casefile_tray (office_id, state, uploaded_at);
