// swift-tools-version:5.5
// The Swift half, as a static library: Tauri's build script links it.
import PackageDescription

let package = Package(
  name: "damane-phone",
  platforms: [.macOS(.v12), .iOS(.v15)],
  products: [.library(name: "damane-phone", type: .static, targets: ["damane-phone"])],
  dependencies: [.package(name: "Tauri", path: "../.tauri/tauri-api")],
  targets: [.target(name: "damane-phone", dependencies: [.byName(name: "Tauri")], path: "Sources")]
)
