# `make audit` and `make test` are all there is to set up: each makes .venv when it is missing or out of date.

PYTHON ?= python3.11
BIN := .venv/bin
SHELL := /bin/bash

.DEFAULT_GOAL := help
.PHONY: help audit report docs formal coqchk test figures mutants faults bench bench-against lint clean

help: ## what there is to make
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

audit: .venv/audit ## run the audit: every claim with its verdict
	$(BIN)/kdaudit run

figures: .venv/audit ## draw the figures into build/figures
	$(BIN)/kdaudit figures

report: audit ## write the report into build/report and print its front page's path
	$(BIN)/kdaudit report

docs: .venv/test ## build the documentation into build/docs
	$(BIN)/python -m sphinx -W --keep-going -q docs build/docs
	@echo build/docs/index.html

formal: .venv/audit ## have the kernel of Rocq check every theorem; writes formal/checked.toml
	formal/install.sh
	$(BIN)/python -m proofs_checks.machine.rocq

coqchk: .venv/audit ## have Rocq's independent checker read the compiled proofs again (about ten minutes)
	formal/install.sh
	$(BIN)/python -m proofs_checks.machine.rocq coqchk

test: .venv/test ## everything that must hold of the project
	$(BIN)/python -m pytest

lint: .venv/test ## style, types and the walls between the rooms
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/basedpyright && $(BIN)/lint-imports

mutants: .venv/test ## break formulas at random; list what nothing noticed
	$(BIN)/python -m tests.mutation $(MUTANTS)

faults: .venv/test ## inject faults: kills, full disks, damaged files, strangers' code; writes docs/faults.md
	$(BIN)/python -m tests.faults

bench: .venv/test ## timings, as ratios within one run
	$(BIN)/python -m pytest tests/bench -o addopts=-q -s --benchmark-columns=min,median,rounds

bench-against: .venv/test ## the same work here and at an earlier commit, in pairs: make bench-against REF=…
	$(BIN)/python -m tests.against $(REF) --write docs/speed.md

clean: ## remove the environment and what was built
	rm -rf .venv build

.venv/python:
	$(PYTHON) -m venv .venv
	touch $@

.venv/audit: .venv/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[realdata,fast,files]'
	touch $@

.venv/test: .venv/audit
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[realdata,fast,files,cluster,docs,test]'
	touch $@
