// swift-tools-version: 6.1
import PackageDescription

// The fuzzer is a package of its own, since libFuzzer brings its own `main` and nothing else is to be built with it.
// `make fuzz` builds and runs it; the checks also run in `make test`, over the corpus.
let package = Package(
  name: "workline-fuzz",
  dependencies: [.package(name: "workline", path: "..")],
  targets: [
    .executableTarget(
      name: "workline-fuzz",
      dependencies: [.product(name: "WorklineParsers", package: "workline")],
      path: ".", exclude: ["Tests", "Corpus", "Dictionaries", "run"], sources: ["Checks", "Fuzzer"])
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
