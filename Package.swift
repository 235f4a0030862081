// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "cmif",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "CMIF", targets: ["CMIF"]),
    .executable(name: "cmif", targets: ["CMIFTool"]),
  ],
  traits: [
    .trait(name: "TIFF", description: "Reads and writes TIFF files, with libtiff.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // MARK: System libraries
    .systemLibrary(
      name: "CFFTW", pkgConfig: "fftw3",
      providers: [.apt(["libfftw3-dev"]), .yum(["fftw-devel"]), .brew(["fftw"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .yum(["libpng-devel"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CTIFF", pkgConfig: "libtiff-4",
      providers: [.apt(["libtiff-dev"]), .yum(["libtiff-devel"]), .brew(["libtiff"])]),

    // MARK: Public API
    .target(name: "CMIF", dependencies: ["CFFTW"], swiftSettings: settings),

    // MARK: Implementation details
    .target(name: "CProcess"),

    // MARK: Executables
    .executableTarget(
      name: "CMIFTool",
      dependencies: [
        "CMIF", "CPNG", "CProcess", .target(name: "CTIFF", condition: .when(traits: ["TIFF"])),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "CMIFManual",
      dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: settings),
    .executableTarget(
      name: "CMIFBenchmarks",
      dependencies: ["CMIF", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: settings),

    // MARK: Tests
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(
      name: "CMIFTests", dependencies: ["CMIF", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "CMIFToolTests", dependencies: ["CMIFTool", "CMIFManual", "CMIF", "TestSupport"],
      exclude: ["Help"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
