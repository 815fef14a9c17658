# shellcheck shell=bash
# examples/shop as it is: from two manifests to an app that started when its database was ready.

s() { k -n shop "$@"; }
pod_of_shop() { s get pods -l app=shop --field-selector=status.phase=Running -o jsonpath='{.items[0].metadata.name}'; }
of_pod() { s get pod "$(pod_of_shop)" -o jsonpath="$1"; }
of_job() { s get jobs -l appdb.dev/migration=shop -o jsonpath="{.items[0]$1}"; }
of_migration() { s get appmigration shop -o jsonpath="$1"; }
passwords() { for secret in shop-db shop-db-migrator shop-db-readonly; do s get secret "$secret" -o jsonpath='{.data.username} {.data.password} '; done; }
orders() { psql 'SELECT count(*) FROM shop__shop.customer_order'; }
more_orders_than() { [ "$(orders)" -gt "$1" ] || { echo "still $1 orders"; return 1; }; }
sessions() { psql "SELECT string_agg(pid::text, ' ' ORDER BY pid) FROM pg_stat_activity WHERE usename ~ '^shop__shop_app_[ab]$'"; }

an_app_from_two_manifests() {
  local started=$EPOCHREALTIME
  s apply -f "$examples/shop"
  s wait appdatabase/shop --for=condition=Ready --timeout=120s
  say "AppDatabase Ready after $(seconds_since "$started") s"
  s wait appmigration/shop --for=condition=Ready --timeout=180s
  say "AppMigration Ready after $(seconds_since "$started") s, version $(of_migration '{.status.currentVersion}')"
  s rollout status deployment/shop --timeout=180s
  say "Deployment available after $(seconds_since "$started") s"
  within 30 more_orders_than 0
}

# The Job's own completionTime is written when its controller has noticed: up to a second after its container's end.
the_app_started_after_the_job() {
  local ended started
  ended=$(s get pods -l appdb.dev/migration=shop -o jsonpath='{.items[0].status.containerStatuses[0].state.terminated.finishedAt}')
  started=$(of_pod '{.status.containerStatuses[0].state.running.startedAt}')
  say "the app's pod was created $(of_pod '{.metadata.creationTimestamp}'), the Job's container ended $ended" \
    "(completionTime $(of_job .status.completionTime)), the app's container started $started"
  [ -n "$ended" ] || fail "the Job's container has not ended"
  in_order "the end of the Job's container, the start of the app's" "$ended" "$started"
}

status_tells_what_happened() {
  same phase Succeeded "$(of_migration '{.status.phase}')"
  same version 8 "$(of_migration '{.status.currentVersion}')"
  same "applied migrations" 8 "$(of_migration '{.status.applied[*].version}' | wc -w)"
  same "static data" "country 6, currency 4, tax_rate 18, " \
    "$(of_migration '{range .status.staticData[*]}{.table} {.inserted}, {end}')"
}

the_app_may_change_rows_only() {
  local app="PGPASSWORD=\$(cat /dev/stdin) psql -X -h postgres.databases.svc -d prt_apps -U $(s get secret shop-db -o jsonpath='{.data.username}' | base64 -d)"
  local said
  said=$(s get secret shop-db -o jsonpath='{.data.password}' | base64 -d \
    | k -n databases exec -i postgres-0 -c postgres -- bash -c "$app -c 'DROP TABLE price'" 2>&1) && fail "the app dropped a table"
  contains "$said" "must be owner of table price"
}

retain_keeps_everything() {
  local kept running since before
  kept=$(passwords) running=$(sessions) before=$(orders)
  since=$(of_pod '{.status.containerStatuses[0].containerID} {.status.containerStatuses[0].restartCount}')
  [ -n "$running" ] || fail "the app has no session"
  s delete appdatabase shop --timeout=60s
  same "logins while it is away" "$kept" "$(passwords)"
  within 30 more_orders_than "$before"
  s apply -f "$examples/shop/appdatabase.yaml"
  s wait appdatabase/shop --for=condition=Ready --timeout=120s
  s wait appmigration/shop --for=condition=Ready --timeout=120s
  same logins "$kept" "$(passwords)"
  same "the app's backend" "$running" "$(sessions)"
  same "the app's container and restarts" "$since" \
    "$(of_pod '{.status.containerStatuses[0].containerID} {.status.containerStatuses[0].restartCount}')"
  before=$(orders)
  within 30 more_orders_than "$before"
  same "number of Jobs" 1 "$(s get jobs -o name | wc -l)"
  say "backend $running went on; $(orders) orders"
}

the_next_release() {
  local started=$EPOCHREALTIME
  s apply -f "$examples/shop/next/source.yaml"
  s rollout restart deployment/shop
  s wait appmigration/shop --for=jsonpath='{.status.currentVersion}'=9 --timeout=180s
  s wait appmigration/shop --for=condition=Ready --timeout=60s
  s rollout status deployment/shop --timeout=240s
  same "static data: inserted updated unchanged deleted" "country 1 0 6 0, currency 1 0 4 0, tax_rate 3 2 16 0, " \
    "$(of_migration '{range .status.staticData[*]}{.table} {.inserted} {.updated} {.unchanged} {.deleted}, {end}')"
  say "version 9 and new pods after $(seconds_since "$started") s"
}

tenant_namespace shop >/dev/null
namespaces+=(shop)
it "two manifests and a Deployment become an app that sells" an_app_from_two_manifests
then_it "the app's container started after the migration's Job had done its work" the_app_started_after_the_job
then_it "the AppMigration tells versions and what static data did to each table" status_tells_what_happened
then_it "the app's login changes rows, never the schema" the_app_may_change_rows_only
then_it "deleting and applying the AppDatabase again loses nothing, and the app's connection goes on" retain_keeps_everything
then_it "the next release migrates once and its pods wait for it" the_next_release
