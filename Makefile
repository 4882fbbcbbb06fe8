# make demo      install what is missing, build, run the main job on made-up data: reports/corner-shop/report.pdf
# make test      the same set-up, then all tests on the same release build
# make bench     speed of the main loops on this machine
# make format    format all Swift files in place
# make lint      formatting and imports, as CI checks them
# make goldens   record anew what the golden tests compare with (a recording run fails on purpose)
# make help      this list

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -ec

# One release build serves demo, tests and benchmarks.
BUILD := swift build -c release --explicit-target-dependency-import-check error
TEST := swift test -c release --disable-testable-imports --disable-xctest
RECAST := .build/release/recast
LIBRARIES := pkg-config libpango1.0-dev libcurl4-openssl-dev libssl-dev libsqlite3-dev zlib1g-dev libopenblas-dev libpq-dev fonts-dejavu-core fonts-nanum
# Real data that some developers have beside their checkout.
MOVIELENS := ../shared/data/ml-100k/u.data
SCENARIOS := scenarios/corner-shop.yaml scenarios/video-service.yaml scenarios/marketplace.yaml

.PHONY: help demo test bench format lint goldens build libraries
help:
	@sed -n 's/^# make/make/p' Makefile

libraries:
	@missing=; \
	if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then \
	  for package in $(LIBRARIES); do \
	    dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	  done; \
	  if [ -n "$$missing" ]; then \
	    echo "Installing$$missing (about 55 MB)"; \
	    as_root=; \
	    if [ "$$(id -u)" != 0 ]; then \
	      command -v sudo >/dev/null || { echo "Not root, and no sudo: install$$missing"; exit 3; }; as_root=sudo; \
	    fi; \
	    $$as_root apt-get update -qq && $$as_root env DEBIAN_FRONTEND=noninteractive \
	      apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  fi; \
	else \
	  command -v pkg-config >/dev/null || { echo "Install pkg-config first."; exit 3; }; \
	  for library in pangocairo libcurl libcrypto sqlite3 zlib openblas libpq; do \
	    pkg-config --exists $$library || missing="$$missing $$library"; \
	  done; \
	  if [ -n "$$missing" ]; then echo "Install the development files of:$$missing"; exit 3; fi; \
	fi
	@command -v swift >/dev/null || { echo "Install Swift 6.3 or later: https://www.swift.org/install"; exit 3; }

build: libraries
	$(BUILD) --product recast

demo: build
	$(RECAST) run scenarios/corner-shop.yaml
	@echo "Open reports/corner-shop/report.pdf"

test: build
	$(TEST)

bench: build
	$(RECAST) bench

format:
	swift format -i -r Package.swift Sources Tests

lint:
	swift format lint --strict -r Package.swift Sources Tests

goldens: build
	$(RECAST) run $(SCENARIOS) --out reports
	if [ -e $(MOVIELENS) ]; then $(RECAST) run scenarios/movielens-100k.yaml --log $(MOVIELENS); fi
	-UPDATE_GOLDENS=1 $(TEST)
	@git status --short -- reports Tests
