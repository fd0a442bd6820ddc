# The portal's commands; `make run` and `make test` need only python3 and make on Debian 12.
SHELL = /bin/bash
PYTEST = .venv/bin/pytest -n 2
SERVICES = .venv/bin/python scripts/with_services.py --
COVER = --cov --cov-branch --cov-report=term-missing --cov-fail-under=95
# Compiled modules are kept: every test worker would rewrite the asserts of all tests again.
export PYTHONDONTWRITEBYTECODE =
ROOMS = alliance meetings projects members grids notices common

.PHONY: run test lint fmt bench pins

run:
	@scripts/bootstrap.sh run
	@.venv/bin/python scripts/serve.py

# make test ARGS="tests/grids -k coverage" runs only those, on both databases; exit code 5 of the
# first run means that all of them are for the second. Coverage is measured in the first run alone:
# what only PostgreSQL, contracts and browsers reach counts as not covered, and they run at full speed.
test:
	@scripts/bootstrap.sh test
ifeq ($(strip $(ARGS)),)
	@$(MAKE) --no-print-directory lint
	@rm -f .coverage .coverage.*
	$(PYTEST) -m "not browser and not contract" $(COVER)
	$(SERVICES) $(PYTEST)
else
	$(PYTEST) -m "not browser and not contract" $(ARGS) || [ $$? = 5 ]
	$(SERVICES) $(PYTEST) $(ARGS)
endif

lint:
	@scripts/bootstrap.sh test
	@scripts/lint.sh

fmt:
	@scripts/bootstrap.sh test
	.venv/bin/ruff check --fix --exit-zero .
	.venv/bin/ruff format .
	-.venv/bin/djlint --reformat --quiet templates

bench:
	@scripts/bootstrap.sh test
	$(SERVICES) .venv/bin/python -m bench $(if $(SCALE),--scale $(SCALE))

# Newest versions that fit; PINS="-c FILE" keeps those of FILE.
pins:
	scripts/pins.sh $(PINS)
