import Foundation
import Testing

/// What `make deps` says and does on systems of several kinds, which programs of their names stand for.
@Suite struct DependencyTests {
  private let system: TemporaryFolder

  init() throws {
    system = try TemporaryFolder()
    for program in ["cat", "id"] {
      try FileManager.default.createSymbolicLink(
        atPath: system.path(program), withDestinationPath: "/usr/bin/\(program)")
    }
  }

  /// Adds a program, a script of the shell.
  private func add(_ program: String, _ script: String) throws {
    let path = try system.write(Array("#!/bin/sh\n\(script)\n".utf8), to: program)
    chmod(path, 0o755)
  }

  /// Adds a pkg-config that knows these packages.
  private func addPackageConfig(_ packages: String) throws {
    try add("pkg-config", "case ' \(packages) ' in *\" $2 \"*) exit 0;; *) exit 1;; esac")
  }

  private func run(_ variables: String...) throws -> ToolRun {
    let script = Fixtures.folder.deletingLastPathComponent().appending(path: ".ci/deps")
    return try ToolRun(
      URL(filePath: "/usr/bin/env"),
      ["-i", "PATH=\(system.url.path)"] + variables + ["/bin/sh", script.path])
  }

  @Test func `where all is there nothing is said or done`() throws {
    try addPackageConfig("fftw3 libpng")
    try add("apt-get", "echo installed")
    let run = try run()
    #expect(run.status == 0 && run.output == [] && run.errors == "")
  }

  @Test(arguments: [
    ("libpng", "FFTW 3 (double precision)"), ("fftw3", "libpng"),
    ("zlib", "FFTW 3 (double precision), libpng"), (nil, "pkg-config"),
  ])
  func `what is missing is named, with the packages of each system`(
    present: String?, missing: String
  ) throws {
    if let present { try addPackageConfig(present) }
    let run = try run()
    #expect(run.status == 1 && run.output == [])
    #expect(
      run.errors.split(separator: "\n") == [
        "cmif needs FFTW 3 (double precision) and libpng, and pkg-config to find them. Missing: "
          + "\(missing).",
        "  Debian, Ubuntu: apt-get install libfftw3-dev libpng-dev pkg-config",
        "  Fedora:         dnf install fftw-devel libpng-devel pkgconf-pkg-config",
        "  Arch:           pacman -S --needed fftw libpng pkgconf",
        "  Alpine:         apk add fftw-dev libpng-dev pkgconf",
        "  macOS:          brew install fftw libpng pkgconf",
      ])
  }

  @Test func `libtiff is missing only where TIFF is asked for`() throws {
    try addPackageConfig("fftw3 libpng")
    #expect(try run("TIFF=").status == 0)
    let run = try run("TIFF=1")
    #expect(run.status == 1 && run.output == [])
    #expect(
      run.errors.split(separator: "\n") == [
        "cmif needs FFTW 3 (double precision), libpng and libtiff, and pkg-config to find them. "
          + "Missing: libtiff.",
        "  Debian, Ubuntu: apt-get install libfftw3-dev libpng-dev libtiff-dev pkg-config",
        "  Fedora:         dnf install fftw-devel libpng-devel libtiff-devel pkgconf-pkg-config",
        "  Arch:           pacman -S --needed fftw libpng libtiff pkgconf",
        "  Alpine:         apk add fftw-dev libpng-dev tiff-dev pkgconf",
        "  macOS:          brew install fftw libpng libtiff pkgconf",
      ])
    try addPackageConfig("fftw3 libpng libtiff-4")
    #expect(try self.run("TIFF=1").errors == "")
  }

  @Test func `Debian and Ubuntu install it, by sudo unless root asks`() throws {
    try addPackageConfig("libpng")
    try add("apt-get", "echo \"$@\"")
    try add("sudo", "echo \"sudo $@\"")
    let run = try run()
    let sudo = getuid() == 0 ? "" : "sudo apt-get "
    #expect(run.status == 0 && run.errors == "")
    #expect(
      run.lines == [
        "Installing FFTW 3 (double precision) and libpng.", "\(sudo)update -qq",
        "\(sudo)install -y -qq libfftw3-dev libpng-dev pkg-config",
      ])
    try add("apt-get", "exit 100")
    if getuid() == 0 { #expect(try self.run().status == 100) }
  }

  @Test func `README names the same packages`() throws {
    let readme = try Document("README.md").text
    let script = try Document(".ci/deps").text
    for command in script.matches(of: /(?m): +((?:dnf|pacman|apk|brew) .+)$/).map(\.1) {
      let plain = command.replacing(/\$[a-z]+/, with: "")
      #expect(readme.contains("`\(plain)`"), "\(command)")
    }
  }
}
