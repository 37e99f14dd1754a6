-- +goose Up
-- casefile_figure [projection]: clients under way who are open to everyone, counted by office and officer or day; rebuilt with the cards
create table casefile_figure (
  what {{key}} not null,
  item {{key}} not null,
  office_id {{key}} not null,
  n {{int}} not null,
  constraint casefile_figure_pk primary key (what, item, office_id)
){{strict}};
-- the few clients whom the figures leave out, because seeing them takes a right of one's own
create index casefile_card_restricted on casefile_card (client_id) where restricted = true;
create index casefile_card_sealed on casefile_card (client_id) where sealed = true;

insert into casefile_figure (what, item, office_id, n)
select case when order_status in ('pending','called') then 'awaited' else 'supervised' end, coalesce(officer_id, ''), office_id, count(*)
from casefile_card where office_id is not null and order_status in ('pending','called','registered','running','suspended')
  and restricted = false and sealed = false and hidden = false group by 1, 2, 3;
insert into casefile_figure (what, item, office_id, n)
select 'due', register_due, office_id, count(*) from casefile_card
where office_id is not null and order_status in ('pending','called') and register_due is not null
  and restricted = false and sealed = false and hidden = false group by 1, 2, 3;
insert into casefile_figure (what, item, office_id, n)
select 'end', term_end, office_id, count(*) from casefile_card
where office_id is not null and order_status in ('registered','running','suspended') and term_end is not null
  and restricted = false and sealed = false and hidden = false group by 1, 2, 3;
