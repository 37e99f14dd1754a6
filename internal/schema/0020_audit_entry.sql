-- +goose Up
-- audit_entry [technical]: every write, every read and the service's own acts; append-only; content is hashed as it stands
create table audit_entry (
  id {{key}} not null,
  kind {{key}} not null,
  at {{instant}} not null,
  actor {{key}} not null,
  action {{key}} not null,
  changes {{int}} not null,
  content {{json}} not null,
  hash {{bytes}} not null,
  constraint audit_entry_pk primary key (id)
){{strict}};
create index audit_entry_actor on audit_entry (actor, id);
create index audit_entry_action on audit_entry (action, id);
create index audit_entry_kind on audit_entry (kind, id);

-- audit_subject [technical]: which clients an entry concerns, to follow a record
create table audit_subject (
  client_id {{key}} not null,
  entry_id {{key}} not null,
  constraint audit_subject_pk primary key (client_id, entry_id)
){{strict}};
create index audit_subject_entry on audit_subject (entry_id);

-- audit_fact [technical]: what happened to a client; the timeline and every consumer of facts read it
create table audit_fact (
  id {{key}} not null,
  entry_id {{key}} not null,
  ord {{int}} not null,
  type {{key}} not null,
  version {{int}} not null,
  client_id {{key}},
  occurred_at {{instant}} not null,
  recorded_at {{instant}} not null,
  actor {{key}} not null,
  display {{text}} not null,
  source {{key}} not null,
  data {{json}} not null,
  withdrawn_by {{key}},
  constraint audit_fact_pk primary key (id)
){{strict}};
create index audit_fact_client on audit_fact (client_id, occurred_at, id);
create index audit_fact_entry on audit_fact (entry_id, ord);
create index audit_fact_type on audit_fact (type, occurred_at);

-- audit_pending [technical]: committed entries that wait for their number; PostgreSQL only, ordered by transaction
create table audit_pending (
  entry_id {{key}} not null,
  txid {{int}} not null,
  ord {{int}} not null,
  constraint audit_pending_pk primary key (entry_id)
){{strict}};
create index audit_pending_order on audit_pending (txid, ord);

-- audit_chain [technical]: the gap-free number of each entry and the hash that links it to all before it
create table audit_chain (
  seq {{int}} not null,
  entry_id {{key}} not null,
  chain {{bytes}} not null,
  constraint audit_chain_pk primary key (seq),
  constraint audit_chain_once unique (entry_id)
){{strict}};

-- audit_tree [technical]: stored hashes of the Merkle tree over the chained entries, by their place in the tree
create table audit_tree (
  idx {{int}} not null,
  hash {{bytes}} not null,
  constraint audit_tree_pk primary key (idx)
){{strict}};

-- audit_head [technical]: how many entries are chained and the last chain hash; its row lock is the sequencer's lease
create table audit_head (
  name {{key}} not null,
  size {{int}} not null,
  chain {{bytes}} not null,
  constraint audit_head_pk primary key (name)
){{strict}};
