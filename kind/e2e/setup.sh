# shellcheck shell=bash
# A cluster with the operator, and PostgreSQL as the class of examples/ expects it.

image() {
  archive=${APPDB_IMAGE_ARCHIVE:-$("$e2e/../../operator/cli/image/build")}
  echo "$archive" >"$results/archive"
}

a_cluster() {
  docker_up
  "$here/kind-up"
}

# Of a cluster that was kept: nobody is left to take off the finalizers.
nothing_left_over() {
  local kind namespace resource
  "$here/helm" uninstall "$release" -n "$operator_namespace" --ignore-not-found --wait
  for kind in appmigrations appdatabases appdatabaseclasses; do
    k get crd "$kind.appdb.dev" >/dev/null 2>&1 || continue
    k get "$kind.appdb.dev" -A --no-headers --ignore-not-found \
      -o custom-columns=:metadata.namespace,:metadata.name | while read -r namespace resource; do
      [ "$namespace" != "<none>" ] || namespace=default
      k -n "$namespace" patch "$kind.appdb.dev" "$resource" --type=merge -p '{"metadata":{"finalizers":null}}'
      k -n "$namespace" delete "$kind.appdb.dev" "$resource" --ignore-not-found --wait=false
    done
  done
}

images_loaded() {
  docker_up
  "$here/postgres-image"
  "$here/load" "$(cat "$results/archive")"
}

namespace_of() { # NAME [LABEL=VALUE...]: made anew, under the restricted Pod Security Standard
  k delete namespace "$1" --ignore-not-found --timeout=120s
  k create namespace "$1"
  k label namespace "$1" pod-security.kubernetes.io/enforce=restricted "${@:2}"
}

tenant_namespace() { namespace_of "$1" databases=shared; }

certificates() { # of an authority of its own, for the name by which the class calls the server
  local name=postgres.databases.svc
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=e2e' \
    -keyout "$results/ca.key" -out "$results/ca.crt"
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$name" -keyout "$results/tls.key" -out "$results/tls.csr"
  openssl x509 -req -in "$results/tls.csr" -days 30 -CA "$results/ca.crt" -CAkey "$results/ca.key" -CAcreateserial \
    -extfile <(echo "subjectAltName=DNS:$name") -out "$results/tls.crt"
}

postgres() {
  certificates
  namespace_of databases
  k -n databases create secret generic postgres --from-literal=password="$(openssl rand -hex 16)"
  k -n databases create secret tls postgres-tls --cert="$results/tls.crt" --key="$results/tls.key"
  k -n databases apply -f "$e2e/postgres.yaml"
  k -n databases rollout status statefulset/postgres --timeout=180s
}

psql() { k -n databases exec -i postgres-0 -c postgres -- psql -qAtX -v ON_ERROR_STOP=1 -h /tmp -U postgres -d prt_apps -c "$1"; }

an_admin_who_is_no_superuser() {
  openssl rand -hex 16 >"$results/admin-password"
  k -n databases exec -i postgres-0 -c postgres -- psql -X -v ON_ERROR_STOP=1 -h /tmp -U postgres -d postgres <<SQL
    CREATE ROLE prt_apps_admin LOGIN CREATEROLE NOSUPERUSER PASSWORD '$(cat "$results/admin-password")';
    CREATE DATABASE prt_apps OWNER prt_apps_admin;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
SQL
}

chart_installed() {
  namespace_of "$operator_namespace"
  "$here/helm" lint "$e2e/../../charts/appdb-operator" --strict --set clusterId=e2e
  "$here/helm" install "$release" "$e2e/../../charts/appdb-operator" -n "$operator_namespace" \
    --set clusterId=e2e --wait --timeout 120s
}

class_applied() {
  k -n "$operator_namespace" create secret generic shared-admin \
    --from-literal=password="$(tr -d '\n' <"$results/admin-password")"
  k -n "$operator_namespace" create secret generic shared-ca --from-file=ca.crt="$results/ca.crt"
  k apply -f "$examples/class"
  k wait appdatabaseclass/shared --for=condition=Ready --timeout=60s
}

the_class_knows_its_server() {
  contains "$(k get appdatabaseclass shared -o jsonpath='{.status.serverVersion}')" 15.
  same "system identifier" "$(psql 'SELECT system_identifier FROM pg_control_system()')" \
    "$(k get appdatabaseclass shared -o jsonpath='{.status.systemIdentifier}')"
}

step "the image is built" image
up=1
step "a cluster runs" a_cluster
step "nothing is left of an earlier run" nothing_left_over
step "the images are loaded from their archives" images_loaded
step "PostgreSQL 15 runs in it, with TLS" postgres
step "it has a database and an admin who is no superuser" an_admin_who_is_no_superuser
step "helm installs the chart, and the operator is ready" chart_installed
step "the class of examples/class becomes Ready" class_applied
it "the class tells the server's version and identity" the_class_knows_its_server
