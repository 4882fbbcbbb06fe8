// swift-tools-version: 6.2
// The map of the house: rooms in build order, each with what it uses. A room may use only rooms that stand above it in
// this list; `checked` stops the build when one does not. Targets, paths and test targets are made from this one list.

import PackageDescription

/// One room: a Swift target under `Sources/<floor>/<name>` with its tests under `Tests/<name>Tests`.
struct Room {
  let floor: String
  let name: String
  var uses: [String] = []
  var outside: [Target.Dependency] = []
  /// Rooms that its tests ask beside its own; they may stand below it.
  var testedWith: [String] = []
  var isProgram = false
  /// Whether its tests keep golden files beside them.
  var hasGoldens = false
}

// What comes from outside, each chosen for its field and long life.
let packages: [Package.Dependency] = [
  // Command lines: Apple's own parser, help and error texts for free.
  .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
  // Heaps for event queues, from the standard library's own authors.
  .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
  // Elementary functions without Foundation.
  .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
  // SQLite: the best-documented Swift library there is; sits in one room.
  .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  // An HTTP server: the event loops that most of Swift's servers stand on.
  .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
  // YAML with line numbers for findings: libyaml underneath.
  .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let heapModule = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let realModule = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")

// C libraries from the system; the Makefile installs them where they are missing.
let libraries: [Target] = [
  // Pages and pictures: Cairo draws, Pango sets the text (pangocairo brings both).
  .systemLibrary(
    name: "CCairo", path: "Sources/Native/CCairo", pkgConfig: "pangocairo",
    providers: [.apt(["libpango1.0-dev"]), .brew(["pango"])]),
  // HTTP for the price lists and AWS.
  .systemLibrary(
    name: "CCurl", path: "Sources/Native/CCurl", pkgConfig: "libcurl",
    providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
  // SHA-256 and HMAC for the signatures of AWS.
  .systemLibrary(
    name: "CCrypto", path: "Sources/Native/CCrypto", pkgConfig: "libcrypto",
    providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
  // curl_easy_setopt and curl_easy_getinfo take any number of arguments, which Swift cannot call.
  .target(name: "CCurlShims", dependencies: ["CCurl"], path: "Sources/Native/CCurlShims"),
  // Compressed files: billing exports come as gzip.
  .systemLibrary(
    name: "CZlib", path: "Sources/Native/CZlib", pkgConfig: "zlib",
    providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
  // The allocator's own calls, which the Glibc module leaves out: memory is given back after a large file was read.
  .systemLibrary(name: "CAllocator", path: "Sources/Native/CAllocator"),
  // PostgreSQL: logs come from it, and lists go to it.
  .systemLibrary(
    name: "CPQ", path: "Sources/Native/CPQ", pkgConfig: "libpq",
    providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
  // Dense linear algebra at the speed of the machine: OpenBLAS, which holds LAPACK too.
  .systemLibrary(
    name: "CBLAS", path: "Sources/Native/CBLAS", pkgConfig: "openblas",
    providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
  // The few loops that BLAS does not have, for the instruction sets of newer processors, chosen at run time.
  .target(name: "CVectorKernels", path: "Sources/Native/CVectorKernels"),
]

let rooms: [Room] = [
  Room(floor: "Base", name: "Measures"),
  Room(floor: "Base", name: "DelimitedText"),
  Room(floor: "Base", name: "JSONText"),
  Room(floor: "Base", name: "Compression", uses: ["CZlib"]),
  Room(floor: "Base", name: "Randomness", outside: [realModule]),
  Room(floor: "Base", name: "LinearAlgebra", uses: ["CBLAS", "CVectorKernels"]),
  Room(floor: "Base", name: "Statistics", uses: ["Randomness"], outside: [realModule]),

  Room(floor: "Model", name: "Pricing", uses: ["Measures", "DelimitedText"]),
  Room(floor: "Model", name: "PriceLists", uses: ["Measures", "JSONText", "Randomness", "Pricing"]),
  Room(floor: "Model", name: "Invoices", uses: ["Measures", "DelimitedText", "Pricing"]),
  Room(floor: "Model", name: "BatchFiles", uses: ["JSONText", "Statistics"]),
  Room(floor: "Model", name: "Interactions", uses: ["Measures", "Randomness", "Statistics"], outside: [realModule]),
  Room(floor: "Model", name: "Attributes", uses: ["Measures", "DelimitedText"]),
  Room(
    floor: "Model", name: "Schemas", uses: ["Measures", "DelimitedText", "JSONText", "Attributes"]),
  Room(floor: "Model", name: "Filters", uses: ["Attributes", "Interactions"]),
  Room(
    floor: "Model", name: "Demand", uses: ["Measures", "DelimitedText", "Randomness", "Interactions"],
    outside: [heapModule, realModule]),
  Room(
    floor: "Model", name: "Serving", uses: ["Measures", "Randomness", "Statistics", "Demand"],
    outside: [heapModule, realModule]),
  Room(
    floor: "Model", name: "Recommenders",
    uses: ["Measures", "Randomness", "LinearAlgebra", "Interactions", "Attributes"],
    outside: [realModule]),
  Room(
    floor: "Model", name: "Evaluation", uses: ["Randomness", "Statistics", "Interactions"], outside: [realModule],
    hasGoldens: true),
  Room(
    floor: "Model", name: "ListFiles", uses: ["Measures", "DelimitedText", "BatchFiles", "Interactions", "Evaluation"]),

  Room(floor: "Store", name: "WholeFiles"),
  Room(floor: "Store", name: "PostgreSQL", uses: ["CPQ"]),
  Room(
    floor: "Store", name: "InteractionStore",
    uses: ["CAllocator", "Measures", "Compression", "Interactions", "WholeFiles", "PostgreSQL"],
    outside: [grdb]),

  Room(
    floor: "Store", name: "ServingTables",
    uses: ["DelimitedText", "BatchFiles", "PostgreSQL", "InteractionStore"], outside: [grdb]),

  Room(floor: "Store", name: "ExperimentStore", outside: [grdb]),

  Room(floor: "Cloud", name: "HTTPTransfer", uses: ["CCurl", "CCurlShims", "Measures", "WholeFiles"]),
  Room(floor: "Cloud", name: "Signatures", uses: ["CCrypto", "Measures"]),
  Room(floor: "Cloud", name: "AWSClient", uses: ["Measures", "JSONText", "HTTPTransfer", "Signatures"]),
  Room(
    floor: "Cloud", name: "Personalize", uses: ["Measures", "JSONText", "HTTPTransfer", "AWSClient"],
    testedWith: ["LocalService", "Emulator", "HTTPServer", "ObjectStore", "Gateway"]),
  Room(floor: "Cloud", name: "S3Client", uses: ["Measures", "HTTPTransfer", "Signatures", "AWSClient"]),
  Room(
    floor: "Cloud", name: "CampaignReplay",
    uses: [
      "Measures", "JSONText", "Statistics", "Pricing", "Interactions", "HTTPTransfer", "Signatures", "AWSClient",
      "Personalize",
    ]),
  Room(floor: "Cloud", name: "LocalService"),
  Room(
    floor: "Cloud", name: "Emulator",
    uses: [
      "Measures", "DelimitedText", "JSONText", "Randomness", "Pricing", "BatchFiles", "Interactions", "Attributes",
      "Schemas", "Filters", "Recommenders", "Evaluation", "LocalService",
    ], outside: [grdb]),
  Room(
    floor: "Cloud", name: "HTTPServer", uses: ["LocalService"], outside: [nioCore, nioPosix, nioHTTP1]),
  Room(
    floor: "Cloud", name: "ObjectStore",
    uses: ["CZlib", "Measures", "JSONText", "WholeFiles", "Signatures", "LocalService"]),
  Room(
    floor: "Cloud", name: "Gateway",
    uses: [
      "Measures", "JSONText", "Randomness", "WholeFiles", "Signatures", "LocalService", "ObjectStore",
    ], outside: [yams]),

  Room(floor: "Report", name: "Charts", outside: [realModule], hasGoldens: true),
  Room(floor: "Report", name: "Reports", uses: ["Charts", "CCairo"]),

  Room(
    floor: "App", name: "Scenarios",
    uses: ["Measures", "Pricing", "Interactions", "Demand", "Serving", "Recommenders"], outside: [yams]),
  Room(
    floor: "App", name: "Engine",
    uses: [
      "Measures", "Randomness", "Statistics", "DelimitedText", "Pricing", "Interactions", "Demand", "Serving",
      "Recommenders", "LinearAlgebra", "Attributes", "Schemas", "Filters",
      "Evaluation", "ListFiles", "InteractionStore", "ExperimentStore", "Charts", "Reports", "Scenarios",
    ], outside: [realModule]),
  Room(
    floor: "App", name: "recast",
    uses: [
      "CCurl", "Measures", "DelimitedText", "JSONText", "Pricing", "PriceLists", "Invoices", "Demand", "Interactions",
      "Attributes", "Schemas", "Filters", "Statistics", "Recommenders", "Evaluation", "ListFiles", "WholeFiles",
      "PostgreSQL", "InteractionStore", "ExperimentStore", "BatchFiles", "ServingTables", "HTTPTransfer", "Signatures",
      "AWSClient", "Personalize", "CampaignReplay", "Emulator", "HTTPServer", "ObjectStore", "Gateway", "Reports",
      "Scenarios", "Engine",
    ], outside: [argumentParser], isProgram: true),
]

/// The rooms as given, or a stop with the name of the first arrow that does not point to a room above.
func checked(_ rooms: [Room], libraries: [String]) -> [Room] {
  var named = Set(libraries)
  for room in rooms {
    for used in room.uses where !named.contains(used) {
      fatalError("\(room.name) uses \(used), which does not stand above it in Package.swift")
    }
    named.insert(room.name)
  }
  return rooms
}

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// The room's own target and its test target.
func targets(of room: Room) -> [Target] {
  let path = "Sources/\(room.floor)/\(room.name)"
  let dependencies = room.uses.map { Target.Dependency.target(name: $0) } + room.outside
  let own: Target =
    room.isProgram
    ? .executableTarget(name: room.name, dependencies: dependencies, path: path, swiftSettings: settings)
    : .target(name: room.name, dependencies: dependencies, path: path, swiftSettings: settings)
  let usesForTests = (room.uses + room.testedWith + [room.name]).map { Target.Dependency.target(name: $0) }
  return [
    own,
    .testTarget(
      name: "\(room.name)Tests", dependencies: usesForTests + room.outside + ["TestSupport"],
      path: "Tests/\(room.name)Tests", exclude: room.hasGoldens ? ["Goldens"] : [], swiftSettings: settings),
  ]
}

let houseTargets: [Target] =
  libraries + checked(rooms, libraries: libraries.map(\.name)).flatMap(targets(of:)) + [
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(name: "TidyTests", dependencies: ["TestSupport"], path: "Tests/TidyTests", swiftSettings: settings),
  ]

let package = Package(
  name: "recast",
  products: [.executable(name: "recast", targets: ["recast"])],
  dependencies: packages,
  targets: houseTargets
)
