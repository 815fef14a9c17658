# shellcheck shell=bash
# A migration that cannot run keeps the app's pods from starting, says why, and its correction lets them start.

b() { k -n broken "$@"; }

broken_by_a_typo() { # V5's fifth line has 'quantity integr'
  b apply -f "$examples/shop/appdatabase.yaml" -f "$examples/shop/appmigration.yaml"
  sed 's/quantity   integer/quantity   integr/' "$examples/shop/source.yaml" | b apply -f -
  b apply -f "$examples/shop/deployment.yaml"
  b wait appmigration/shop --for=jsonpath='{.status.failure.sqlState}'=42704 --timeout=180s
  same phase Failed "$(b get appmigration shop -o jsonpath='{.status.phase}')"
}

the_status_says_why() {
  local described
  described=$(b describe appmigration shop)
  contains "$described" "V5__order_lines.sql"
  contains "$described" "42704"
  contains "$described" 'type "integr" does not exist'
  contains "$described" "CREATE TABLE order_line"
  same line 5 "$(b get appmigration shop -o jsonpath='{.status.failure.line}')"
  same "Stalled" True "$(b get appmigration shop -o jsonpath='{.status.conditions[?(@.type=="Stalled")].status}')"
  say "$(b get appmigration shop -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}')"
}

pods_stay_in_init() {
  same "app's container" PodInitializing \
    "$(b get pods -l app=shop -o jsonpath='{.items[0].status.containerStatuses[0].state.waiting.reason}')"
  same "Jobs" 1 "$(b get jobs -o name | wc -l)"
  say "$(b get pods -l app=shop --no-headers)"
}

the_correction_lets_it_start() {
  local started=$EPOCHREALTIME
  b apply -f "$examples/shop/source.yaml"
  b wait appmigration/shop --for=condition=Ready --timeout=120s
  say "migrated $(seconds_since "$started") s after the correction"
  # The kubelet brings the corrected files into the waiting pod's volume, in up to a minute and a half.
  b rollout status deployment/shop --timeout=240s
  say "pods run $(seconds_since "$started") s after the correction"
  same "failure" "" "$(b get appmigration shop -o jsonpath='{.status.failure}')"
}

tenant_namespace broken >/dev/null
namespaces+=(broken)
it "a broken migration fails the AppMigration" broken_by_a_typo
then_it "kubectl describe tells file, line, SQLSTATE, message and statement" the_status_says_why
then_it "the pods stay in Init meanwhile, and nothing is tried again" pods_stay_in_init
then_it "the corrected source lets them start" the_correction_lets_it_start
