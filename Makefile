# What a developer or a newcomer types. Whatever is more than a line is in scripts/.

.DEFAULT_GOAL := help
.PHONY: run test evil faults soak bench bench-long bench-compare fuzz sim sim-replay sim-mutations example build migrate generate lint listings fmt clean help prepare prepare-tests

# Flags for `sparrowd dev`, or the bench: make run ARGS=--echo, make bench ARGS='--json FILE'
ARGS ?=
# How many inputs `make fuzz` makes for each parser, or seeds `make sim` runs, and from which one.
N ?= $(if $(filter sim,$(MAKECMDGOALS)),10000,1000000)
SEED ?= 1
# The whole workspace, as `make test` has it: by itself sparrowd would be built once more, with other features.
TABLE = cargo test --quiet --locked --workspace --test it -- --ignored --nocapture
SIM = cargo test --quiet --locked --workspace --lib sim::seeds

run: build ## build, then run sparrow on a PostgreSQL of its own (Ctrl-C stops it)
	@exec target/release/sparrowd dev $(ARGS)

test: prepare-tests ## run every test, on a PostgreSQL that the tests start themselves
	@cargo test --workspace --locked

evil: build prepare-tests ## meet every evil receiver one after the other, and print what each costs
	@SPARROWD=$(CURDIR)/target/release/sparrowd $(TABLE) evil::measured::table

faults: build prepare-tests ## strike three nodes and their PostgreSQL with every fault, under load, and print a table
	@SPARROWD=$(CURDIR)/target/release/sparrowd $(TABLE) faults::table

soak: build prepare-tests ## strike one node of three after the other for ten minutes, at 1,000 events per second
	@SPARROWD=$(CURDIR)/target/release/sparrowd $(TABLE) faults::soak::table

bench: build ## measure sparrow against what this machine can do at all, in under ten minutes (docs/performance.md)
	@target/release/sparrow-bench run $(ARGS)

bench-long: build ## the scenarios that take longer: millions of rows, 100,000 webhooks, an old snapshot
	@target/release/sparrow-bench run --long $(ARGS)

bench-compare: prepare ## hold this tree's daemon against another revision's: make bench-compare REF=main
	@scripts/bench-compare.sh $(REF) $(ARGS)

fuzz: prepare ## hold N inputs against each parser that strangers reach: make fuzz N=1000000 SEED=7
	@FUZZ_INPUTS=$(N) FUZZ_SEED=$(SEED) cargo test --quiet --locked --workspace fuzz -- \
	  --nocapture --test-threads=1

sim: prepare ## run N seeds of the simulation (docs/simulation.md): make sim N=10000
	@SIM_SEEDS=$(N) $(SIM)::many -- --ignored --nocapture

sim-replay: prepare ## run one seed of it again: make sim-replay SEED=7
	@SIM_SEED=$(SEED) $(SIM)::replay -- --ignored --nocapture

sim-mutations: prepare ## break the protocol on purpose, and see after how many seeds it is noticed
	@$(SIM)::whatever_breaks_the_protocol_is_noticed -- --nocapture

example: build ## run the quick start by itself and show what happens
	@scripts/example.sh

build: prepare ## build sparrowd and sparrowctl into target/release
	@cargo build --release --locked

migrate: build ## bring the schema of DATABASE_URL up to date
	@target/release/sparrowd migrate up

generate: prepare ## make completions, man pages, lists in docs/ and sqlx's offline data anew
	@scripts/sqlx-data.sh
	@UPDATE_GENERATED=1 cargo test --quiet --workspace --locked generated

lint: prepare ## check formatting, lints, and that .sqlx is fresh
	@cargo fmt --all --check
	@scripts/sqlx-data.sh --check
	@cargo clippy --workspace --all-targets --locked -- -D warnings

listings: prepare ## time every listing on 10 million attempts (6 GB, ten minutes)
	@scripts/listings.sh

fmt: ## format the sources
	@cargo fmt --all

clean: ## remove what was built
	@cargo clean

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# As root installs what is missing; for others prints the line to run, and fails.
prepare:
	@scripts/prepare.sh

prepare-tests:
	@scripts/prepare.sh tests
	@scripts/clients.sh >/dev/null
