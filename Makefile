# AppDB. 'make' or 'make help' lists what there is. Each target says what it does and what it misses.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c

# A JDK 25 is found by itself, also where an older java is first on the PATH.
export JAVA_HOME := $(shell operator/cli/src/main/scripts/find-jdk)

MVN := mvn --batch-mode --no-transfer-progress
help: ## lists the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

jdk:
	@[ -n "$(JAVA_HOME)" ] || { echo "No JDK 25 found. Install one (Debian: apt install temurin-25-jdk or openjdk-25-jdk; macOS: brew install temurin@25) or set JAVA_HOME." >&2; exit 1; }
	command -v mvn >/dev/null || { echo "No Maven found. Install it (Debian: apt install maven; macOS: brew install maven)." >&2; exit 1; }

build: jdk ## the command, at bin/appdb
	@echo "Building bin/appdb with $(JAVA_HOME)"
	$(MVN) -q package -Dmaven.test.skip -Dlicense.skipAddThirdParty
	mkdir -p bin
	install -m 755 operator/cli/src/main/scripts/appdb bin/appdb

demo: build ## the shop example from nothing to rows, on an embedded PostgreSQL, no cluster
	@bin/appdb local demo examples/shop

test: jdk ## every test but those that need a cluster: real PostgreSQL 14-18, a real API server
	@echo "Testing with $(JAVA_HOME); the API server comes from kind/control-plane"
	.ci/shellcheck
	kind/control-plane >/dev/null
	$(MVN) verify

bench-tenants: jdk ## measures making many tenants, on every version; some minutes, alone on the machine if it is to count
	@echo "Making tenants on PostgreSQL $${APPDB_POSTGRES:-14-18}, up to $${APPDB_BENCH_TENANTS:-1000} (APPDB_BENCH_TENANTS)"
	$(MVN) -q -pl operator/postgres -am test -Dtest=TenantBenchmark -Dsurefire.failIfNoSpecifiedTests=false

docs: build ## checks the documents: links, make targets, and the commands that they show
	@.ci/docs

e2e: jdk ## a Kind cluster, real images, the chart, the shop example
	@kind/e2e/run

images: jdk ## the image of operator, runner and gate, as operator/cli/target/appdb-image.tar
	@operator/cli/image/build

kind-up: ## a Kind cluster; prints the path of its kubeconfig
	@kind/kind-up

kind-down: ## deletes the Kind cluster
	@kind/kind-down

dev-cluster: build ## API server, PostgreSQL and pods as processes, for 'make run'; until Ctrl-C
	@$(MVN) -q -f operator/testkit/pom.xml dependency:build-classpath -Dmdep.outputFile=target/classpath
	"$$JAVA_HOME/bin/java" -cp "operator/testkit/target/classes:$$(cat operator/testkit/target/classpath)" dev.appdb.testkit.DevCluster .

run: build ## the operator, on the cluster of your KUBECONFIG
	@bin/appdb operator

crds: jdk ## writes crds/ anew from the types of operator/api
	@$(MVN) -q -f operator/api/pom.xml test -Dtest=CrdsTest -Dgolden.update=true

golden: jdk ## rewrites every golden file; review the difference like code
	@$(MVN) -q verify -Dgolden.update=true

format: jdk ## formats the Java sources
	@$(MVN) -q spotless:apply -Dspotless.goal=apply

clean: jdk ## removes what was built; ~/.cache/appdb stays
	@$(MVN) -q clean
	rm -rf bin

.PHONY: help jdk build demo test bench-tenants docs e2e images kind-up kind-down dev-cluster run crds golden format clean
