# shellcheck shell=bash
# What holds when the operator is away, replaced or uninstalled, and who may do what.

may() { # VERB RESOURCE GROUP
  k auth can-i "$1" "$2" -n shop --as=someone --as-group="$3" 2>/dev/null || true
}

only_editors_migrate() {
  k -n shop create rolebinding viewers --clusterrole=view --group=viewers
  k -n shop create rolebinding editors --clusterrole=edit --group=editors
  within 30 is yes may list appmigrations.appdb.dev viewers
  within 30 is yes may create appmigrations.appdb.dev editors
  is no may create appmigrations.appdb.dev viewers
  is no may delete appdatabases.appdb.dev viewers
  is no may create appdatabaseclasses.appdb.dev editors
}

pods_start_without_the_operator() {
  k -n "$operator_namespace" scale deployment "$release" --replicas=0
  k -n "$operator_namespace" wait pods --all --for=delete --timeout=60s
  k -n shop delete pod -l app=shop --wait=false
  k -n shop rollout status deployment/shop --timeout=120s
}

a_new_operator_goes_on() {
  k -n "$operator_namespace" scale deployment "$release" --replicas=1
  k -n "$operator_namespace" rollout status deployment "$release" --timeout=120s
  local before
  before=$(k -n shop get jobs -o name | wc -l)
  k -n shop annotate appmigration shop appdb.dev/run-now=e2e --overwrite
  k -n shop wait appmigration/shop --for=jsonpath='{.status.runToken}'=e2e --timeout=120s
  k -n shop wait appmigration/shop --for=condition=Ready --timeout=120s
  same "number of Jobs" $((before + 1)) "$(k -n shop get jobs -o name | wc -l)"
}

the_rights_suffice() {
  local refused
  refused=$(k -n "$operator_namespace" logs deployment/"$release" --tail=-1 | grep -iE 'forbidden|is not allowed' \
    | grep -v 'because it is being terminated' || true)    # a namespace that goes takes no Events
  same "refusals" "" "$refused"
}

the_log_holds_no_password() {
  local log password
  log=$(k -n "$operator_namespace" logs deployment/"$release" --tail=-1)
  log+=$(k -n shop logs -l appdb.dev/migration --tail=-1)
  for password in "$(cat "$results/admin-password")" \
      $(for secret in shop-db shop-db-migrator shop-db-readonly; do
          k -n shop get secret "$secret" -o jsonpath='{.data.password}' | base64 -d; echo; done); do
    case $log in *"$password"*) fail "a password stands in a log" ;; esac
  done
}

uninstalling_keeps_what_users_have() {
  "$here/helm" uninstall "$release" -n "$operator_namespace" --wait --timeout 120s
  k -n shop get appdatabase,appmigration shop
  k -n shop rollout status deployment/shop --timeout=10s
}

it "the chart's rights suffice: nothing was refused" the_rights_suffice
it "view may look at migrations, edit may make them, neither may lend a server" only_editors_migrate
it "a pod starts while the operator is away" pods_start_without_the_operator
then_it "a new operator goes on, and runs again when asked by the token" a_new_operator_goes_on
it "no log of operator or runner holds a password" the_log_holds_no_password
it "uninstalling the chart keeps resources, databases and running apps" uninstalling_keeps_what_users_have
