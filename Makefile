# On a machine with Rust and Node, each of these does all of its own setting up:
#
#   make run     build, make the demonstration city, start, print the address
#                make run TODAY=2022-11-24 PORT=8080
#   make test    every check and every test, in the order in which they fail fastest
#   make bench   measure, and write bench/report.md and bench/report.json
#   make bars    try what must hold as often as its bars ask, and write bench/bars.md
#   make clean   remove what was built and the demonstration city

TODAY ?= 2022-11-24
PORT ?= 8080
LISTEN ?= 127.0.0.1:$(PORT)
STORE ?= run/demo.sqlite

.PHONY: run test bench bars clean

run:
	@TODAY='$(TODAY)' LISTEN='$(LISTEN)' STORE='$(STORE)' make/run

test:
	@make/test

bench:
	@make/bench

bars:
	@make/bars

clean:
	cargo clean
	rm -rf run web/dist web/node_modules
