# shellcheck shell=bash
# The same migrations from an image, as an image volume.

i() { k -n from-image "$@"; }

image_of_files() { # IMAGE FOLDER: with the folder as /db, loaded into the cluster
  docker_up
  tar -C "$(dirname "$2")" --transform "s|^$(basename "$2")|db|" --owner=0 --group=0 --mtime=@0 --mode=a+rX \
    -cf - "$(basename "$2")" | docker import - "$1" >/dev/null
  docker save -o "$results/files.tar" "$1"
  "$here/load" "$results/files.tar"
}

files_of_shop() { # FOLDER
  local key
  mkdir -p "$1"
  for key in $(k -n shop create -f "$examples/shop/source.yaml" --dry-run=client \
      -o go-template='{{range $name, $text := .data}}{{$name}} {{end}}'); do
    k -n shop create -f "$examples/shop/source.yaml" --dry-run=client \
      -o go-template="{{index .data \"$key\"}}" >"$1/$key"
  done
}

migrated_from_an_image() {
  files_of_shop "$results/shop-files"
  image_of_files shop-migrations:1 "$results/shop-files"
  i apply -f "$examples/shop/appdatabase.yaml" -f "$e2e/from-image.yaml"
  i wait appmigration/shop --for=condition=Ready --timeout=180s
  same version 8 "$(i get appmigration shop -o jsonpath='{.status.currentVersion}')"
  same image shop-migrations:1 "$(i get appmigration shop -o jsonpath='{.status.observedSource.image}')"
}

a_gate_opens() { # POD: by what it mounts, or by the image's name
  i wait "pod/$1" --for=jsonpath='{.status.phase}'=Succeeded --timeout=120s
  contains "$(i logs "$1" -c app)" "6 countries"
}

tenant_namespace from-image >/dev/null
namespaces+=(from-image)
it "an image's folder is a source, as an image volume" migrated_from_an_image
then_it "a gate opens for the files of the image that it mounts" a_gate_opens by-files
then_it "a gate opens for the image by its name" a_gate_opens by-name
