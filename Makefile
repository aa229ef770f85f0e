# People and CI use the same targets. The first run installs the Debian packages that are missing (as root or with
# sudo) and says so.
.PHONY: all packages test-packages build release test soak kills faults fuzz fuzzer lint format bench demo schemathesis clean

all: build

packages:
	@scripts/install-packages build

test-packages:
	@scripts/install-packages test

# The server and the command line, in .build/debug.
build: packages
	swift build

# The same, optimised, in .build/release.
release: packages
	@echo "==> Building workline (release)"
	swift build -c release --product workline

test: test-packages
	@echo "==> Building workline and its tests"
	swift build --build-tests
	@scripts/test

# 10,000 random calls over a bad network, after which nothing may be left and memory must not have grown; `make test`
# runs fewer. WORKLINE_SOAK_RATE (calls per second) and WORKLINE_SOAK_SEED change the run.
soak: test-packages
	@echo "==> Building workline and its tests"
	swift build --build-tests
	@echo "==> 10,000 calls, about 5 minutes"
	WORKLINE_SOAK=$${WORKLINE_SOAK:-10000} WORKLINE_SOAK_RATE=$${WORKLINE_SOAK_RATE:-150} \
	swift test --skip-build --filter SoakTests

# 50 kills of the server at random instants in 60 seconds, at 200 calls per second; nothing may be lost. `make test` kills
# less often. WORKLINE_KILLS, WORKLINE_KILLS_SECONDS and WORKLINE_KILLS_RATE change the run.
kills: test-packages release
	@echo "==> Building the tests"
	swift build --build-tests
	WORKLINE_PROGRAM=$(CURDIR)/.build/release/workline WORKLINE_KILLS=$${WORKLINE_KILLS:-50} \
	  WORKLINE_KILLS_SECONDS=$${WORKLINE_KILLS_SECONDS:-60} WORKLINE_KILLS_RATE=$${WORKLINE_KILLS_RATE:-200} \
	  swift test --skip-build --filter nothingIsLostByKills

# The server is killed between every two steps of every kind of call; `make test` leaves some out.
faults: test-packages
	@echo "==> Building workline and its tests"
	swift build --build-tests
	WORKLINE_FAULTS_ALL=1 swift test --skip-build --filter FaultTests

# Every parser of what others wrote under libFuzzer, each for SECONDS; `make fuzz TARGET=sdp SECONDS=60` runs one. Fails
# if anything was found. Inputs and logs are kept in .build-fuzz/runs.
SECONDS ?= 600
TARGET ?=
fuzz: fuzzer
	FUZZ_SECONDS=$(SECONDS) Fuzzing/run .build-fuzz/release/workline-fuzz $(TARGET)

# The last -sanitize counts, so both are named at once; unused sections are kept, for the counters are in some.
fuzzer: packages
	@echo "==> Building the fuzzer"
	swift build --package-path Fuzzing --scratch-path .build-fuzz -c release --sanitize fuzzer --disable-dead-strip \
	  -Xswiftc -enable-testing -Xswiftc -sanitize=fuzzer,address -Xcxx -fsanitize=address

lint:
	swift format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks Fuzzing

format:
	swift format --in-place --recursive Package.swift Sources Tests Benchmarks Fuzzing

# Measures the release build against SIPp phones; BENCH="--only calls --quick" narrows it.
bench: test-packages release
	swift build -c release --product workline-bench
	.build/release/workline-bench $(BENCH)

# A call between two lab telephones through the public HTTP API.
demo: release
	@scripts/demo .build/release/workline

# Tries whether /openapi.json is true, with schemathesis from PyPI; not part of `make test`, since it needs the network.
schemathesis: build
	@scripts/schemathesis .build/debug/workline

clean:
	swift package clean
