# shellcheck shell=bash
# A public project's Flyway history, from ConfigMaps: each holds up to 1 MiB, so it takes several.

h() { k -n history "$@"; }

config_maps() { # FOLDER: makes history-1, history-2, ... of at most 100 kB and prints their names
  local size=0 number=1 file arguments=()
  for file in "$1"/*; do
    if [ ${#arguments[@]} -gt 0 ] && [ $((size + $(stat -c %s "$file"))) -gt 100000 ]; then
      h create configmap "history-$number" "${arguments[@]}" >/dev/null && echo "history-$number"
      number=$((number + 1)) size=0 arguments=()
    fi
    arguments+=("--from-file=$file")
    size=$((size + $(stat -c %s "$file")))
  done
  h create configmap "history-$number" "${arguments[@]}" >/dev/null && echo "history-$number"
}

goes_to_its_last_version() {
  local names started=$EPOCHREALTIME versioned
  names=$(config_maps "$APPDB_REAL_HISTORY")
  h apply -f - <<YAML
apiVersion: appdb.dev/v1alpha1
kind: AppDatabase
metadata: {name: history}
spec: {className: shared}
---
apiVersion: appdb.dev/v1alpha1
kind: AppMigration
metadata: {name: history}
spec:
  databaseRef: {name: history}
  source:
    configMaps:
$(for name in $names; do echo "      - name: $name"; done)
YAML
  h wait appmigration/history --for=condition=Ready --timeout=300s
  versioned=$(find "$APPDB_REAL_HISTORY" -name 'V*.sql' | wc -l)
  same "applied migrations" "$versioned" \
    "$(psql "SELECT count(*) FROM history__history.flyway_schema_history WHERE success AND version IS NOT NULL")"
  say "$APPDB_REAL_HISTORY: $versioned versioned scripts in $(wc -w <<<"$names") ConfigMaps, version" \
    "$(h get appmigration history -o jsonpath='{.status.currentVersion}')," \
    "$(psql "SELECT count(*) FROM pg_tables WHERE schemaname = 'history__history'") tables," \
    "$(psql "SELECT count(*) FROM pg_views WHERE schemaname = 'history__history'") views," \
    "$(psql "SELECT sum(execution_time) FROM history__history.flyway_schema_history") ms of Flyway," \
    "$(seconds_since "$started") s from apply to Ready"
}

runs_once() {
  h annotate configmap history-1 e2e=touched
  sleep 5
  same "number of Jobs" 1 "$(h get jobs -o name | wc -l)"
}

sentence="a public project's history goes to its last version"
if [ -n "${APPDB_REAL_HISTORY:-}" ]; then
  tenant_namespace history >/dev/null
  namespaces+=(history)
  it "$sentence" goes_to_its_last_version
  then_it "a touched but unchanged source runs nothing" runs_once
else
  skip "$sentence" "APPDB_REAL_HISTORY names no folder"
fi
