# Tuzjol. `make` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
GO ?= go
TOOL := $(GO) tool -modfile=tools.mod
PKGS := ./...
# a clone that belongs to another user must build too
export GOFLAGS := $(GOFLAGS) -buildvcs=false

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

dev: ## run the demonstration on http://localhost:8080
	$(GO) run ./cmd/tuzjol demo

check: format vet lint arch unit ## format, vet, lint, house rules, all tests but the browser's

format: ## fail when a file is not formatted or a generated file is stale
	@out=$$($(TOOL) gofumpt -l cmd internal jurisdiction locale web | grep -v _templ.go || true); \
	if [ -n "$$out" ]; then echo "not formatted (run make fmt):"; echo "$$out"; exit 1; fi
	@./tools/generated.sh check

fmt: ## format everything
	$(TOOL) gofumpt -w cmd internal jurisdiction locale web

vet: ## go vet
	$(GO) vet $(PKGS)

lint: ## golangci-lint with the house's rules
	$(TOOL) golangci-lint run

arch: ## the rules of the house
	$(GO) test -count=1 ./internal/archtest ./locale

unit: ## unit tests and store tests on both engines
	$(GO) test -timeout 30m $(PKGS)

install: ## install PostgreSQL and Chromium from the distribution when they are absent
	@./tools/install.sh

browser: install ## the journeys in a real browser, each language at one size (TUZJOL_JOURNEYS=all: at both)
	TUZJOL_BROWSER=1 $(GO) test -count=1 -timeout 60m ./internal/journey/...

test: install check browser ## everything; installs what it needs

acceptance: install ## everything with nothing skipped; prints executed and skipped
	@./tools/acceptance.sh

race: ## the tests under the race detector
	$(GO) test -race -timeout 60m $(PKGS)

fuzz: ## each fuzz target for half a minute
	@./tools/fuzz.sh

gen: ## regenerate templates
	@./tools/generated.sh write

css: ## compile the style sheet (needs npm)
	web/build.sh

bench: ## the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./internal/...

vuln: ## known weaknesses in what is used (needs the vulnerability database)
	$(TOOL) govulncheck $(PKGS) || echo "govulncheck could not run here"

.PHONY: help dev check format fmt vet lint arch unit install browser test acceptance race fuzz gen css bench vuln
