-- +goose Up
-- org_office [record]: offices of the service; an office is never removed, it ends
create table org_office (
  id {{key}} primary key,
  kind {{key}} not null,
  soate {{key}},
  valid_from {{date}},
  valid_to {{date}},
  version {{int}} not null
){{strict}};

-- org_name [record]: names of an office with the days on which they held
create table org_name (
  id {{key}} primary key,
  office_id {{key}} not null,
  ky {{text}} not null,
  ru {{text}} not null,
  en {{text}} not null,
  valid_from {{date}},
  valid_to {{date}},
  recorded_at {{instant}} not null,
  replaced_at {{instant}},
  reason {{text}}
){{strict}};
create index org_name_office on org_name (office_id);

-- org_parent [record]: under which office an office stood on which days
create table org_parent (
  id {{key}} primary key,
  office_id {{key}} not null,
  parent_id {{key}} not null,
  valid_from {{date}},
  valid_to {{date}},
  recorded_at {{instant}} not null,
  replaced_at {{instant}},
  reason {{text}}
){{strict}};
create index org_parent_office on org_parent (office_id);

-- org_staff [record]: members of staff; id = the account they sign in with
create table org_staff (
  id {{key}} primary key,
  name {{text}} not null,
  name_sort {{key}} not null,
  language {{key}} not null,
  phone {{text}},
  active {{bool}} not null,
  version {{int}} not null
){{strict}};
create index org_staff_sort on org_staff (name_sort, id);

-- org_qualification [record]: what a member of staff has learned, with its days; granted by training or by an order
create table org_qualification (
  id {{key}} primary key,
  account_id {{key}} not null,
  code {{key}} not null,
  valid_from {{date}} not null,
  valid_to {{date}},
  source {{text}},
  recorded_at {{instant}} not null,
  replaced_at {{instant}},
  reason {{text}}
){{strict}};
create index org_qualification_account on org_qualification (account_id, code);

-- org_absence [record]: time away of a member of staff, with who stands in
create table org_absence (
  id {{key}} primary key,
  account_id {{key}} not null,
  cover_id {{key}},
  reason {{key}} not null,
  from_day {{date}} not null,
  until_day {{date}} not null,
  state {{key}} not null,
  version {{int}} not null
){{strict}};
create index org_absence_account on org_absence (account_id, state);
create index org_absence_state on org_absence (state, from_day);
