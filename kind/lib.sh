# shellcheck shell=bash disable=SC2034
# Sourced by the scripts of this folder: versions, cache folders, helpers.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

version_of() { awk -v m="$2" '$1 == m { print $2; exit }' "$here/$1/go.mod"; }
kubernetes_version=$(version_of k8s k8s.io/kubernetes)
etcd_version=$(version_of k8s go.etcd.io/etcd/server/v3)
# Of the same minor version, from the release notes of the kind in addons/go.mod.
published_node=kindest/node:v1.36.4@sha256:099e049362a1526b2db71494e1947aae99bd16290d7c895f2b7ea312e3cbfaed
recipe() { (cd "$here" && find "$@" -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-10); }

APPDB_CACHE=${APPDB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/appdb}
assets=$APPDB_CACHE/k8s/$kubernetes_version       # built here, usable as KUBEBUILDER_ASSETS
tools=$APPDB_CACHE/k8s/tools-$(recipe addons)
docker_dir=$APPDB_CACHE/docker
mkdir -p "$assets" "$tools" "$docker_dir" "$APPDB_CACHE/locks"

# The daemon that docker-up starts, unless the user points elsewhere.
own_docker=unix://$docker_dir/docker.sock
find_own_docker() {
  if [ -z "${DOCKER_HOST:-}" ] && [ -S "${own_docker#unix://}" ]; then
    export DOCKER_HOST=$own_docker
  fi
}
find_own_docker

cluster=${KIND_CLUSTER:-appdb}
node=$cluster-control-plane
kubeconfig=$APPDB_CACHE/kubeconfig-$cluster

# Builds a quarter faster: no debug information (stripped anyway), a lazier collector.
go_flags=(-trimpath -gcflags=all=-dwarf=false)
export CGO_ENABLED=0 GOGC=${GOGC:-400}

log() { printf '%s %s: %s\n' "$(date +%T)" "${0##*/}" "$*" >&2; }
die() { log "$*"; exit 1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

lock() { # NAME: until this script ends, others that ask for the same wait here
  exec 9>"$APPDB_CACHE/locks/$1"
  flock -n 9 || { log "waiting for another run"; flock 9; }
}

need_go() { # FOLDER: whose go.mod names the version
  local wanted
  wanted=$(awk '$1 == "go" { print $2 }' "$here/$1/go.mod")
  command -v go >/dev/null || die "needs Go $wanted, and there is no go on the PATH: https://go.dev/doc/install"
  (cd "$here/$1" && go list -m >/dev/null) || die "needs Go $wanted, found: $(go version)"
}

need_packages() { # installs those that are missing
  local missing=() package
  for package; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
  [ ${#missing[@]} = 0 ] && return
  command -v apt-get >/dev/null || die "needs ${missing[*]}: install them, or run this on Debian or Ubuntu"
  log "installing ${missing[*]}"
  local apt=(as_root flock -o "$APPDB_CACHE/locks/apt" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600)
  local install=("${apt[@]}" install -y --no-install-recommends "${missing[@]}")
  "${install[@]}" >/dev/null 9>&- || { "${apt[@]}" update; "${install[@]}" >/dev/null 9>&-; }
}

docker_up() { local exports; exports=$("$here/docker-up"); eval "$exports"; }
in_node() { docker exec -i "$node" "$@"; }
