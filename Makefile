# The targets of make:
#
#   make build              build the tool and the library, optimised
#   make test               run all tests, optimised (ARGS="..." is passed on)
#   make demo               align a pair of real images, write the map and an overlay
#   make bench              run the benchmarks (ARGS="..." is passed on)
#   make bench-tool         time runs with many templates and many pairs (ARGS="..." is passed on)
#   make accuracy CASES=    count right answers on pairs with known poses (ARGS="..." is passed on; ROWS=FILE)
#   make trust CASES=       count sure and wrong answers on spoilt pairs (ARGS="..." is passed on; ROWS=FILE)
#   make fuzz SECONDS=      read and align damaged images for this time (CMIF_FIRST=N starts with file N)
#   make soak SECONDS=      compare random maps with the definition for this time (CMIF_FIRST= as above)
#   make sanitize           run the tests under sanitizers, the tool under valgrind (ARGS="thread" for one)
#   make picture            draw the picture of README again (needs Python with Pillow)
#   make help-texts         write the help texts that the tests expect
#   make lint               check the format of the source
#   make format             format the source
#   make docs               build the documentation of library and tool
#   make example            build and run a package that uses the library
#   make install PREFIX=    install tool, manual pages and completions, into /usr/local by default
#   make uninstall PREFIX=  remove them again
#   make newcomer           clone, install, run and remove as a newcomer does, in ~/.local
#   make static             build one file that runs on any Linux of this architecture
#   make deb                build a package for Debian and Ubuntu
#   make deps               install FFTW and libpng where they are missing (Debian, Ubuntu), or name their packages
#
# All targets except lint, format and uninstall install FFTW and libpng if they are missing (see deps).
#
# With TIFF=1 the tool reads and writes TIFF, too, which needs libtiff: make install TIFF=1. All targets but static,
# sanitize, docs and example heed it.

PREFIX ?= /usr/local
SWIFT ?= swift
# With Swift's libraries linked statically, the tool starts sooner and does not need the toolchain. The
# linker is the toolchain's own, because others warn about functions in these libraries.
LINKING := $(if $(filter Linux,$(shell uname)),--static-swift-stdlib -Xswiftc -use-ld=lld)
# A tool that knows TIFF is compiled with other options, in a folder of its own.
TRAITS := $(if $(filter 1,$(TIFF)),--traits TIFF)
RELEASE := -c release $(LINKING) $(if $(TRAITS),$(TRAITS) --scratch-path .build-tiff)
SOURCES := Package.swift Sources Tests
BIN = $(shell $(SWIFT) build $(RELEASE) --show-bin-path)
DOCC = $(shell command -v docc || xcrun --find docc 2>/dev/null)
DOCS := .build-docs
HELP := Tests/CMIFToolTests/Help

# Installation folders. Debian's own packages keep completions for zsh elsewhere.
PROGRAMS = $(DESTDIR)$(PREFIX)/bin
MANUAL = $(DESTDIR)$(PREFIX)/share/man/man1
BASH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH_FUNCTIONS ?= $(PREFIX)/share/zsh/site-functions
ZSH_COMPLETIONS = $(DESTDIR)$(ZSH_FUNCTIONS)
FISH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
# The date on the manual pages is that of the last commit.
DATE = $(shell git log -1 --format=%cs 2>/dev/null || date +%F)

# Testable code is compiled with other options. A folder of its own avoids a full build after each test.
TEST_BUILD := .build-test$(if $(TRAITS),-tiff)
TEST := $(SWIFT) test -c release $(TRAITS) --scratch-path $(TEST_BUILD)
STATIC_BUILD := .build-static

# The example of README: the search, and its pair.
DEMO := --rotation -30:30 --scale 0.8:1.25 Fixtures/demo/bay_green.png Fixtures/demo/bay_infrared.png

# The duration of fuzz and soak.
SECONDS ?= 60

.PHONY: build test demo bench bench-tool accuracy trust fuzz soak sanitize picture help-texts lint format docs \
  example install uninstall newcomer static deb deps

build: deps
	$(SWIFT) build $(RELEASE)

test: deps
	$(TEST) $(ARGS)

demo: build
	"$(BIN)/cmif" align --header $(DEMO) --map-out demo-map.png
	"$(BIN)/cmif" overlay --style edges $(DEMO) -o demo-overlay.png
	@echo "The template's top left pixel belongs at x = 96.2, y = 67.2, turned by 25 degrees, at a scale of 1.1."
	@echo "The closer the confidence is to 1, the surer is the place found."
	@echo "The map is in demo-map.png, and the template's edges on the reference are in demo-overlay.png."

bench: deps
	$(SWIFT) run $(RELEASE) CMIFBenchmarks $(ARGS)

bench-tool: build
	python3 Tests/bench_tool.py --cmif "$(BIN)/cmif" $(ARGS)

accuracy: build
	python3 Tests/accuracy.py --cmif "$(BIN)/cmif" "$(CASES)" $(if $(ROWS),--rows "$(ROWS)") -- $(ARGS)

trust: build
	python3 Tests/trust.py --cmif "$(BIN)/cmif" "$(CASES)" $(if $(ROWS),--rows "$(ROWS)") -- $(ARGS)

fuzz: deps
	CMIF_SECONDS=$(SECONDS) $(TEST) --filter FuzzTests

soak: deps
	CMIF_SECONDS=$(SECONDS) $(TEST) --filter SoakTests

sanitize: deps
	Tests/Sanitizers/run $(ARGS)

picture: build
	python3 Fixtures/make_picture.py --cmif "$(BIN)/cmif"

help-texts: build
	"$(BIN)/cmif" --help > $(HELP)/cmif.txt
	for command in align batch map warp overlay; do \
	  "$(BIN)/cmif" $$command --help > $(HELP)/$$command.txt || exit 1; \
	done

lint:
	$(SWIFT) format lint --strict --recursive $(SOURCES)

format:
	$(SWIFT) format --in-place --recursive $(SOURCES)

docs: deps
	@test -n "$(DOCC)" || { echo "make docs needs docc, which comes with Swift toolchains." >&2; exit 1; }
	rm -rf $(DOCS) && mkdir -p $(DOCS)/symbols
	$(SWIFT) build --target CMIF --scratch-path $(DOCS)/build -Xswiftc -emit-symbol-graph \
	  -Xswiftc -emit-symbol-graph-dir -Xswiftc $(abspath $(DOCS))/symbols \
	  -Xswiftc -symbol-graph-minimum-access-level -Xswiftc public \
	  -Xswiftc -symbol-graph-skip-synthesized-members
	find $(DOCS)/symbols -type f ! -name CMIF.symbols.json ! -name 'CMIF@*' -exec rm {} \;
	$(DOCC) convert Sources/CMIF/CMIF.docc --fallback-display-name CMIF \
	  --fallback-bundle-identifier cmif --additional-symbol-graph-dir $(DOCS)/symbols \
	  --output-path $(DOCS)/CMIF.doccarchive --warnings-as-errors
	$(DOCC) convert Sources/CMIFTool/CMIFTool.docc --fallback-display-name cmif \
	  --fallback-bundle-identifier cmif-tool --output-path $(DOCS)/CMIFTool.doccarchive \
	  --warnings-as-errors
	@echo "The documentation is in $(DOCS)/CMIF.doccarchive, that of the tool in CMIFTool.doccarchive."

example: deps
	.ci/example

install: build
	install -d "$(PROGRAMS)" "$(MANUAL)" "$(BASH_COMPLETIONS)" "$(ZSH_COMPLETIONS)" \
	  "$(FISH_COMPLETIONS)"
	install -s -m 755 "$(BIN)/cmif" "$(PROGRAMS)/cmif"
	"$(BIN)/CMIFManual" "$(BIN)/cmif" "$(MANUAL)" "$(DATE)"
	"$(BIN)/cmif" --generate-completion-script bash > "$(BASH_COMPLETIONS)/cmif"
	"$(BIN)/cmif" --generate-completion-script zsh > "$(ZSH_COMPLETIONS)/_cmif"
	"$(BIN)/cmif" --generate-completion-script fish > "$(FISH_COMPLETIONS)/cmif.fish"
	chmod 644 "$(MANUAL)/cmif.1" "$(MANUAL)"/cmif-*.1 "$(BASH_COMPLETIONS)/cmif" \
	  "$(ZSH_COMPLETIONS)/_cmif" "$(FISH_COMPLETIONS)/cmif.fish"

uninstall:
	rm -f "$(PROGRAMS)/cmif" "$(MANUAL)/cmif.1" "$(MANUAL)"/cmif-*.1 \
	  "$(BASH_COMPLETIONS)/cmif" "$(ZSH_COMPLETIONS)/_cmif" "$(FISH_COMPLETIONS)/cmif.fish"

newcomer:
	.ci/newcomer "$(CURDIR)"

static: deps
	@test -z "$(TRAITS)" || { echo "make static knows no TIFF: leave TIFF=1 out." >&2; exit 1; }
	$(SWIFT) build -c release $(LINKING) --product cmif --scratch-path $(STATIC_BUILD) \
	  -Xswiftc -static-executable -Xlinker -s \
	  $(addprefix -Xlinker ,$(shell pkg-config --static --libs-only-l fftw3 libpng))
	@echo "The tool is $(STATIC_BUILD)/release/cmif."

deb:
	.ci/deb

deps:
	@TIFF=$(TIFF) .ci/deps
