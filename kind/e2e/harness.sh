# shellcheck shell=bash
# Sourced by run: a test is a sentence and a function that must end with 0.

passed=0 failed=0 skipped=0
stands=        # whether the last test has passed
namespaces=()    # what a failure is explained from, beside the operator's
results=$(mktemp -d)
indent='s/^/                  /'

seconds_since() { awk -v now="$EPOCHREALTIME" -v then="$1" 'BEGIN { printf "%.1f", now - then }'; }

# it SENTENCE FUNCTION...: a failure does not keep the others from running.
it() {
  local started=$EPOCHREALTIME verdict=passed
  : >"$results/said"
  # Not 'if ( ... )': there, errexit would be off inside.
  (set -e; "${@:2}") >"$results/output" 2>&1 &
  wait $! || verdict=FAILED
  printf '%s %6s s  %s\n' "$verdict" "$(seconds_since "$started")" "$1"
  if [ $verdict = passed ]; then
    passed=$((passed + 1)) stands=1
    sed "$indent" "$results/said"
  else
    failed=$((failed + 1)) stands=
    sed "$indent" "$results/output"
    explain
  fi
}

# Builds on the test before it: does not run if that has failed.
then_it() {
  if [ -n "$stands" ]; then it "$@"; else skip "$1" "what it builds on has failed"; fi
}

skip() { # SENTENCE, WHY
  printf 'skipped           %s: %s\n' "$1" "$2"
  skipped=$((skipped + 1))
}

# step SENTENCE FUNCTION...: what everything after it needs; its failure is the end.
step() {
  local started=$EPOCHREALTIME
  (set -e; "${@:2}") >"$results/output" 2>&1 &
  if wait $!; then
    printf 'ready  %6s s  %s\n' "$(seconds_since "$started")" "$1"
    return
  fi
  printf 'FAILED %6s s  %s\n' "$(seconds_since "$started")" "$1"
  tail -n 60 "$results/output" | sed "$indent"
  failed=$((failed + 1))
  explain
  exit 1
}

totals() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
}

say() { printf '%s\n' "$*" | tee -a "$results/said"; }    # a figure that the report shows under the sentence
fail() { say "$*"; exit 1; }

# within SECONDS COMMAND...: tries until it succeeds, or fails with what it said last.
within() {
  local deadline=$((SECONDS + $1)) said
  until said=$("${@:2}" 2>&1); do
    [ $SECONDS -lt $deadline ] || fail "not within $1 s: ${*:2}: $said"
    sleep 0.5
  done
}

is() { [ "$("${@:2}")" = "$1" ] || { echo "expected '$1', got '$("${@:2}")'"; return 1; }; }    # EXPECTED COMMAND...
same() { [ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"; }    # WHAT EXPECTED FOUND
contains() { case $1 in *"$2"*) ;; *) fail "no '$2' in:"$'\n'"$1" ;; esac; }
in_order() { [[ ! $2 > $3 ]] || fail "$1: $2 is later than $3"; }    # timestamps of Kubernetes sort as text

# Everything that tells why, of the operator and of each namespace.
explain() {
  {
    echo "--- operator"
    k -n "$operator_namespace" get pods -o wide
    k -n "$operator_namespace" describe pods | tail -n 60
    k -n "$operator_namespace" logs deployment/"$release" --all-containers --tail=80
    k get appdatabaseclasses -o yaml
    local namespace
    for namespace in "${namespaces[@]}"; do
      echo "--- namespace $namespace"
      k -n "$namespace" get appdatabases,appmigrations,jobs,pods,configmaps -o wide
      k -n "$namespace" get appdatabases,appmigrations -o jsonpath='{range .items[*]}{.kind} {.metadata.name} {.status}{"\n"}{end}'
      k -n "$namespace" describe pods | grep -v '^ *$' | tail -n 120
      k -n "$namespace" logs -l app.kubernetes.io/managed-by=appdb --all-containers --prefix --tail=40
      k -n "$namespace" get events --sort-by=.lastTimestamp | tail -n 30
    done
  } 2>&1 | sed 's/^/    | /'
}
