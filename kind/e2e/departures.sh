# shellcheck shell=bash
# Deleting: what was confirmed goes into the trash and comes back; what a namespace leaves behind stays.

d() { k -n departing "$@"; }
rows() { psql 'SELECT string_agg(name, chr(44)) FROM departing__orders.item'; }
trash() { k get appdatabaseclass shared -o jsonpath="{.status.trash[?(@.database==\"departing/orders\")]$1}"; }
events_of_class() { k get events --field-selector "involvedObject.name=shared,reason=$1" -o jsonpath='{.items[*].message}'; }
orphaned() { psql "SELECT count(*) FROM pg_roles WHERE rolname = 'departing__orders' AND shobj_description(oid, 'pg_authid') LIKE '%\"orphaned\"%'"; }
open_logins() { psql "SELECT count(*) FROM pg_roles WHERE rolname ~ '^departing__orders_' AND rolcanlogin"; }

orders() { # [ANNOTATION]
  d apply -f - <<YAML
apiVersion: appdb.dev/v1alpha1
kind: AppDatabase
metadata:
  name: orders
  annotations: {${1:-}}
spec: {className: shared, deletionPolicy: Delete}
YAML
}

a_row() {
  psql "SET ROLE departing__orders; CREATE TABLE departing__orders.item (name text); INSERT INTO departing__orders.item VALUES ('precious')"
}

confirmed_it_is_trashed() {
  local started
  orders
  d wait appdatabase/orders --for=condition=Ready --timeout=120s
  a_row
  orders "appdb.dev/confirm-delete: delete departing/orders"
  started=$EPOCHREALTIME
  d delete appdatabase orders --timeout=30s
  within 30 is departing/orders trash .database
  say "in the trash $(seconds_since "$started") s after it was deleted"
  same "schemas" 0 "$(psql "SELECT count(*) FROM pg_namespace WHERE nspname = 'departing__orders'")"
  same "Secrets" "" "$(d get secrets -l app.kubernetes.io/managed-by=appdb -o name)"
  contains "$(events_of_class Trashed)" "appdb.dev/restore: $(trash .id)"
}

the_annotation_restores_it() {
  orders "appdb.dev/restore: $(trash .id)"
  d wait appdatabase/orders --for=condition=Ready --timeout=120s
  same "rows" precious "$(rows)"
  within 30 is "" trash .id
  d get secret orders-db orders-db-migrator orders-db-readonly
}

unconfirmed_its_namespace_goes_and_it_stays() {
  d annotate appdatabase orders appdb.dev/confirm-delete- appdb.dev/restore-
  k delete namespace departing --timeout=120s
  within 30 is 1 orphaned
  same "rows" precious "$(rows)"
  same "logins that may log in" 3 "$(open_logins)"
  same "in the trash" "" "$(trash .id)"
}

tenant_namespace departing >/dev/null
namespaces+=(departing)
it "what was confirmed goes into the trash, with its Secrets" confirmed_it_is_trashed
then_it "the annotation brings it back from there" the_annotation_restores_it
then_it "a namespace goes at once, and its data stays" unconfirmed_its_namespace_goes_and_it_stays
