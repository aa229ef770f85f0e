// swift-tools-version: 6.1
import PackageDescription

// The layers, bottom first; a target depends only on targets above it in this file. The pure core (UCWA,
// CallControl, Sessions) imports no C library. docs/architecture.md says why each library was chosen.
let package = Package(
  name: "workline",
  products: [
    .executable(name: "workline", targets: ["workline"]),
    .library(name: "UCWAClient", targets: ["UCWAClient"]),
    // Whatever reads what others wrote; the package in Fuzzing/ builds against it.
    .library(
      name: "WorklineParsers",
      targets: [
        "HTTP", "UCWA", "CallControl", "Numbering", "Configuration", "Store", "Sessions", "Media", "Lab", "SIP",
        "Server",
      ]),
  ],
  targets: [
    // C libraries from Debian, and the shims for what Swift cannot call.
    .systemLibrary(name: "CSofiaLibrary", pkgConfig: "sofia-sip-ua", providers: [.apt(["libsofia-sip-ua-dev"])]),
    .target(name: "CSofia", dependencies: ["CSofiaLibrary"]),
    .systemLibrary(name: "CUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
    .systemLibrary(name: "CHTTPParser", providers: [.apt(["libhttp-parser-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CCrypt", pkgConfig: "libxcrypt", providers: [.apt(["libcrypt-dev"])]),
    .target(
      name: "CPhoneNumber",
      linkerSettings: [.linkedLibrary("phonenumber"), .linkedLibrary("stdc++")]),

    // Thin Swift wrappers, each the only user of its C library.
    .target(name: "SIP", dependencies: ["CSofia", "COpenSSL"]),
    .target(name: "HTTP", dependencies: ["CUV", "CHTTPParser", "COpenSSL"]),
    .target(name: "Store", dependencies: ["CSQLite", "CCrypt", "COpenSSL"]),
    .target(name: "Numbering", dependencies: ["CPhoneNumber"]),
    .target(name: "WebTokens", dependencies: ["COpenSSL"]),
    .target(name: "XML", dependencies: ["CExpat"]),
    // RTP over the system's own sockets.
    .target(name: "Media"),

    // The pure core.
    .target(name: "UCWA", dependencies: ["XML"]),
    .target(name: "CallControl"),
    .target(name: "Sessions", dependencies: ["UCWA"]),

    // What puts them together.
    .target(name: "Configuration"),
    .target(name: "Lab", dependencies: ["SIP", "Media", "CallControl"]),
    .target(
      name: "Server",
      dependencies: [
        "SIP", "HTTP", "Store", "Numbering", "WebTokens", "Media", "UCWA", "CallControl", "Sessions", "Configuration",
        "Lab",
      ]),
    .target(name: "UCWAClient"),
    .executableTarget(
      name: "workline",
      dependencies: ["Server", "UCWAClient", "Configuration", "Store", "Numbering", "Lab"]),
    .executableTarget(
      name: "workline-bench", dependencies: ["InteropSupport"], path: "Benchmarks/workline-bench"),

    // Tests mirror the sources; InteropSupport runs real peers (SIPp, baresip) for tests and benchmarks.
    // ReferenceSupport holds the facts and samples of the UCWA 2.0 reference.
    .target(name: "InteropSupport", path: "Tests/InteropSupport", resources: [.copy("Scenarios")]),
    .target(name: "ReferenceSupport", path: "Tests/ReferenceSupport", resources: [.copy("Fixtures")]),
    .testTarget(name: "SIPTests", dependencies: ["SIP"]),
    .testTarget(name: "HTTPTests", dependencies: ["HTTP"]),
    // A disk that fails when a test wants it to.
    .target(name: "CSQLiteFaults", dependencies: ["CSQLite"], path: "Tests/CSQLiteFaults"),
    .testTarget(name: "StoreTests", dependencies: ["Store", "CSQLiteFaults"]),
    .testTarget(name: "NumberingTests", dependencies: ["Numbering"]),
    .target(name: "WebTokensSupport", dependencies: ["WebTokens", "COpenSSL"], path: "Tests/WebTokensSupport"),
    .testTarget(name: "WebTokensTests", dependencies: ["WebTokens", "WebTokensSupport"]),
    .testTarget(name: "UCWATests", dependencies: ["UCWA", "ReferenceSupport"]),
    .testTarget(name: "CallControlTests", dependencies: ["CallControl"]),
    .testTarget(name: "SessionsTests", dependencies: ["Sessions", "UCWA"]),
    .testTarget(name: "ConfigurationTests", dependencies: ["Configuration"]),
    .testTarget(name: "MediaTests", dependencies: ["Media"]),
    .testTarget(name: "LabTests", dependencies: ["Lab", "Media", "SIP"]),
    .testTarget(
      name: "ServerTests",
      dependencies: [
        "Server", "workline", "HTTP", "Store", "Media", "Configuration", "UCWA", "Sessions", "InteropSupport", "Lab",
        "ReferenceSupport", "WebTokensSupport", "CSQLite", "CSQLiteFaults", "SIP",
      ],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "CommandLineTests", dependencies: ["workline", "UCWAClient"]),
    .testTarget(name: "InteropTests", dependencies: ["Server", "Media", "UCWAClient", "InteropSupport"]),
    .testTarget(
      name: "ParserTests",
      dependencies: [
        "HTTP", "UCWA", "CallControl", "Numbering", "Configuration", "Store", "Sessions", "Media", "Lab", "SIP",
        "Server",
      ],
      path: "Fuzzing", exclude: ["Package.swift", "Fuzzer", "Dictionaries", "run"], sources: ["Checks", "Tests"],
      resources: [.copy("Corpus")]),
    // They run the program, whose debug build has instants at which it can be made to die.
    .testTarget(name: "FaultTests", dependencies: ["workline", "Store", "InteropSupport"]),
    .testTarget(name: "SoakTests", dependencies: ["workline", "Store", "InteropSupport"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
