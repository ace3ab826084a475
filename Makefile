# Every target runs inside the project's own toolchain; the first one that needs it sets it up (see `make doctor`).
SHELL := bash
.DEFAULT_GOAL := help
RUN := ./scripts/toolchain.sh
CLI := $(RUN) node cli/main.ts

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## fresh machine to finished story: deploy, drift, repair, upgrade, rollback on a real host in miniature
	@$(CLI) demo

test: ## type check, lint, unit, program and engine tests against the lab
	@$(CLI) test

unit: ## the tests that need no host
	@$(RUN) mocha

setup: ## the toolchain: Pulumi engine, plugins, packages (once; a no-op afterwards)
	@$(RUN) true

doctor: ## what is there, what is missing, how to get it
	@SEISEI_SETUP=skip $(CLI) doctor

lab-up: ## hosts in miniature: make lab-up HOSTS=2
	@$(CLI) lab up --hosts $(or $(HOSTS),1)

lab-down: ## remove every trace of the lab
	@$(CLI) lab down

lab-status: ## what runs in the lab
	@$(CLI) lab status

lab-ssh: ## a shell on a host: make lab-ssh HOST=2
	@$(CLI) lab ssh $(or $(HOST),1)

lab-reboot: ## switch a host off and on: make lab-reboot HOST=2
	@$(CLI) lab reboot $(or $(HOST),1)

lock: ## write audit/locks from the stacks and their registries
	@$(CLI) lock

plan: ## what an update from one release to another does: make plan FROM=main1.0.0 TO=main1.0.1
	@SEISEI_SETUP=packages $(CLI) plan $(if $(FROM),--from $(FROM)) $(if $(TO),--to $(TO))

tag: ## the next release and what changed; TAG=main1.0.1 makes the annotated tag after `make check`
	@SEISEI_SETUP=packages $(CLI) tag $(if $(TAG),--tag $(TAG))

docs: ## the tables of docs/ from the stacks; after a change of stacks/
	@SEISEI_SETUP=packages $(CLI) docs

docs-drift: ## docs/DRIFT_EXAMPLE.md from a host in miniature; after a change of findings or commands
	@$(CLI) docs-drift

# make itself ends with 2 whatever fails; `./scripts/toolchain.sh node cli/main.ts up` has the exit code.
preview: ## what an update would change, judged by the policy pack: make preview ARGS=--diff
	@$(CLI) preview $(ARGS)

up: ## an update, unless the policy pack refuses it: make up ARGS=--yes
	@$(CLI) up $(ARGS)

rollback: ## sets what goes back: make rollback TAG=main1.0.0 [STACK=odoo18-prod [DATA=1]]
	@$(CLI) rollback $(if $(TAG),--tag $(TAG)) $(if $(STACK),--stack $(STACK)) $(if $(filter 1,$(DATA)),--data)

rehearse: ## that rollback in the lab, timed, into audit/rehearsals: make rehearse TAG=main1.0.0 [STACK=odoo18-prod [DATA=1]]
	@$(CLI) rehearse $(if $(TAG),--tag $(TAG)) $(if $(STACK),--stack $(STACK)) $(if $(filter 1,$(DATA)),--data)

prove-data: ## rollbacks with data while a writer never stops, then with the engine killed: make prove-data RUNS=20 SIZE=2048
	@$(CLI) prove-data $(if $(RUNS),--runs $(RUNS)) $(if $(SIZE),--size $(SIZE)) $(if $(SEED),--seed $(SEED)) $(if $(filter 1,$(DUMPS)),--dumps)

# Needs no Pulumi, so its engine is not waited for.
drift-check: ## the locks against the stacks; with SERVER=1 every host against its release
	@SEISEI_SETUP=packages $(CLI) drift-check $(if $(SERVER),--all,--local)

check: ## what stands between the work tree and a release; SERVER=1 asks the hosts too, ONLY=locks,docs looks at those alone
	@SEISEI_SETUP=packages $(CLI) check $(if $(SERVER),--server) $(if $(ONLY),--only $(ONLY))

validate-routes: ## the routes of every host in Traefik's order, and what is wrong with them
	@SEISEI_SETUP=packages $(CLI) validate-routes

release: ## the archive, its checksum and the bill of materials of a tag, in dist/releases/: make release TAG=main1.0.1
	@SEISEI_SETUP=packages $(CLI) release --tag "$(TAG)"

secrets: ## passwords, keys and tokens in what git tracks of this project
	@SEISEI_SETUP=packages $(CLI) secrets

bench-secrets: ## what the secret finder finds of a labelled corpus, beside others
	@SEISEI_SETUP=packages $(RUN) node test/bench/secrets.ts

export-runtime: ## what every host runs, into audit/runtime/<time>/<host>/; no secrets
	@SEISEI_SETUP=packages $(CLI) export-runtime

accept-drift: ## what the hosts run, on a branch for review: make accept-drift HOST=app-1 STACK=shop
	@SEISEI_SETUP=packages $(CLI) accept-drift $(if $(HOST),--host $(HOST)) $(if $(STACK),--stack $(STACK))

audit: ## who deployed what when, and what runs where since when: a page in dist/audit/
	@$(CLI) audit

cleanup: ## what no release needs any more, on the hosts and here; APPLY=1 removes it
	@SEISEI_SETUP=packages $(CLI) cleanup $(if $(filter 1,$(APPLY)),--apply)

tamper: ## change a host in miniature by hand in every way: what is found, what `pulumi up` repairs
	@$(CLI) tamper

bench: ## measure, side by side with other ways, into dist/bench.json
	@$(CLI) bench

shell: ## a shell with the toolchain's pulumi and node
	@$(RUN) $(or $(shell echo $$SHELL),bash)

.PHONY: help preview up rollback rehearse prove-data demo test unit setup doctor lab-up lab-down lab-status lab-ssh lab-reboot lock plan tag docs docs-drift drift-check check validate-routes release secrets bench-secrets export-runtime accept-drift audit cleanup tamper bench shell
