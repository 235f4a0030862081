// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Example",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "cmif", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "Example", dependencies: [.product(name: "CMIF", package: "cmif")], path: "Sources")
  ],
  swiftLanguageModes: [.v6]
)
