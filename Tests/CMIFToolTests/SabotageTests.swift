import CMIF
import Foundation
import Testing

@testable import CMIFTool

/// Rare failures of a system, brought about on purpose: calls fail, and files change while they are read.
@Suite(.enabled(if: Sabotage.works, "no library can replace functions here"))
struct SabotageTests {
  private let folder: TemporaryFolder
  private let pair = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    (
      "void *png_create_read_struct() { return 0; }", 69,
      "Cannot read '<reference>': there is no memory to read it with."
    ),
    (
      "void *png_create_info_struct() { return 0; }", 69,
      "Cannot read '<reference>': there is no memory to read it with."
    ),
    (
      "unsigned long png_get_rowbytes() { return -1; }", 65,
      "Cannot read '<reference>': the PNG is corrupt (the samples do not fit)."
    ),
    (
      "unsigned char png_get_channels() { return 7; }", 65,
      "Cannot read '<reference>': it has 7 channels."
    ),
    (
      "void *png_create_write_struct_2() { return 0; }", 69,
      "Cannot write '<map>': there is no memory for its 197 x 233 pixels."
    ),
    (
      "extern void png_error();\nvoid png_write_end(void *png) { png_error(png, \"no end\"); }", 73,
      "Cannot write '<map>': its 197 x 233 pixels are no PNG (no end)."
    ),
    (
      "#include <errno.h>\nlong read() { errno = EIO; return -1; }", 74,
      "Cannot read '<reference>': Input/output error."
    ),
    (
      "#include <errno.h>\nint rename() { errno = EIO; return -1; }", 74,
      "Cannot write '<map>': Input/output error."
    ),
    (
      "#include <errno.h>\nint fsync() { errno = EIO; return -1; }", 74,
      "Cannot write '<map>': Input/output error."
    ),
    (
      "#include <errno.h>\nint fchmod() { errno = EPERM; return -1; }", 73,
      "Cannot create '<map>': Operation not permitted."
    ),
    (
      """
      #include <errno.h>
      int posix_memalign(void **p, unsigned long a, unsigned long n) {
        extern void *memalign(unsigned long, unsigned long);
        return n > 4096 ? ENOMEM : (*p = memalign(a, n)) == 0;
      }
      """, 69,
      "Cannot map '<reference>' and '<template>': the system has no memory left"
        + " (1 MiB were asked for)."
    ),
  ])
  func `a call that fails is told, and the older map stays alone`(
    source: String, status: Int32, message: String
  ) throws {
    let sabotage = try Sabotage(source)
    let map = try folder.write([9], to: "map.png")
    let run = try sabotage.cmif(["map", "-o", map] + pair)
    #expect(run.status == status && run.output == [])
    let names = ["<reference>": pair[0], "<template>": pair[1], "<map>": map]
    let expected = names.reduce(message) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
    #expect(run.errors == "cmif: \(expected)\n")
    #expect(folder.contents == ["map.png"])
    #expect(try folder.read("map.png") == [9])
  }

  @Test func `a batch whose answers are refused when they are closed fails`() throws {
    let sabotage = try Sabotage(
      """
      #include <errno.h>
      #include <fcntl.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      int close(int file) {
        int isOutput = (fcntl(file, F_GETFL) & O_ACCMODE) == O_WRONLY;
        int result = syscall(SYS_close, file);
        if (isOutput) errno = EDQUOT;
        return isOutput ? -1 : result;
      }
      """)
    let table = try folder.write(
      Array("reference\ttemplate\n\(pair[0])\t\(pair[1])\n".utf8), to: "pairs.tsv")
    let output = folder.path("out.jsonl")
    let run = try sabotage.cmif(["batch", table, "-o", output])
    #expect(run.status == 74)
    #expect(run.errors == "cmif: Cannot write '\(output)': Disk quota exceeded.\n")
  }

  @Test(arguments: ["align", "align --rotation -2:2", "map -o -", "warp -o -", "overlay -o -"])
  func `no memory at any size is told by every command`(command: String) throws {
    let sizes = [1 << 12, 1 << 15, 1 << 17, 1 << 19]
    for size in sizes {
      let source = """
        #include <errno.h>
        int posix_memalign(void **p, unsigned long a, unsigned long n) {
          extern void *memalign(unsigned long, unsigned long);
          return n > \(size) ? ENOMEM : (*p = memalign(a, n)) == 0;
        }
        """
      let sabotage = try Sabotage(source)
      let run = try sabotage.cmif(command.split(separator: " ").map(String.init) + pair)
      #expect(run.status == 69 && run.output == [], "\(size) bytes")
      let action = command.hasPrefix("map") ? "map" : "align"
      #expect(
        run.errors.hasPrefix(
          "cmif: Cannot \(action) '\(pair[0])' and '\(pair[1])': the system has no"),
        "\(size) bytes")
    }
  }

  // MARK: Disks

  @Test func `a template without an answer is told even where the other answers cannot be stored`()
    throws
  {
    let sabotage = try Sabotage("#include <errno.h>\nint rename() { errno = EIO; return -1; }")
    let (output, missing) = (folder.path("answers.txt"), folder.path("no.png"))
    let run = try sabotage.cmif(["align", "-o", output] + pair + [missing])
    #expect(run.status == 74 && folder.contents == [])
    #expect(
      run.errors == """
        cmif: Cannot read '\(missing)': No such file or directory.
        cmif: Cannot write '\(output)': Input/output error.

        """)
  }

  @Test func `a map is on the disk before it takes its name, and the name before the tool ends`()
    throws
  {
    let log = folder.path("log")
    let sabotage = try Sabotage(
      """
      #include <fcntl.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/stat.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      static void note(const char *call, long long size) {
        char line[99];
        int log = openat(AT_FDCWD, "\(log)", O_WRONLY | O_CREAT | O_APPEND, 0600);
        snprintf(line, sizeof line, "%s %lld\\n", call, size);
        write(log, line, strlen(line));
      }
      int fsync(int file) {
        struct stat status;
        fstat(file, &status);
        if (S_ISDIR(status.st_mode)) note("folder", 0);
        else note("file", status.st_size);
        return syscall(SYS_fsync, file);
      }
      int rename(const char *old, const char *new) {
        note("rename", 0);
        return renameat(AT_FDCWD, old, AT_FDCWD, new);
      }
      """)
    for output in [folder.path("map.png"), "map.png"] {
      let run = try sabotage.cmif(["map", "-o", output] + pair, in: folder)
      #expect(run.status == 0 && run.errors == "")
      let size = try folder.read("map.png").count
      let calls = String(decoding: try folder.read("log"), as: UTF8.self)
      #expect(calls == "file \(size)\nrename 0\nfolder 0\n")
      try FileManager.default.removeItem(atPath: log)
    }
  }

  @Test(arguments: ["EINVAL", "ENOTSUP"])
  func `a file system that cannot synchronise is written to all the same`(error: String) throws {
    let sabotage = try Sabotage("#include <errno.h>\nint fsync() { errno = \(error); return -1; }")
    let run = try sabotage.cmif(["map", "-o", folder.path("map.png")] + pair)
    #expect(run.status == 0 && run.errors == "")
    #expect(folder.contents == ["map.png"])
  }

  @Test func `a row that another run finishes before it lets the output go is kept`() throws {
    let template = folder.path("template.png")
    try FileManager.default.copyItem(atPath: pair[1], toPath: template)
    let table = try Table([pair, [pair[0], template]]).write(to: folder)
    let whole = try ToolRun.cmif("batch", table)
    let first = try #require(whole.output.firstIndex(of: UInt8(ascii: "\n"))) + 1
    let output = try folder.write(Array(whole.output.prefix(first)), to: "out.jsonl")
    let rest = try folder.write(Array(whole.output.dropFirst(first)), to: "rest")
    // The row is not looked at again: its template is gone.
    try FileManager.default.removeItem(atPath: template)
    let sabotage = try Sabotage(
      """
      #include <stdlib.h>
      int flock() {
        unsetenv("LD_PRELOAD");
        return system("cat '\(rest)' >> '\(output)'");
      }
      """)
    let run = try sabotage.cmif(["batch", table, "--resume", output])
    #expect(run.status == 0 && run.errors == "")
    #expect(try folder.read("out.jsonl") == whole.output)
  }

  // MARK: Inputs

  @Test func `a reference that rows share is read once, even when they start together`() throws {
    let log = folder.path("log")
    let sabotage = try Sabotage(
      """
      #include <fcntl.h>
      #include <stdarg.h>
      #include <string.h>
      #include <unistd.h>
      int open(const char *path, int flags, ...) {
        va_list rest;
        va_start(rest, flags);
        int mode = va_arg(rest, int);
        va_end(rest);
        if (strcmp(path, "\(pair[0])") == 0) {
          write(openat(AT_FDCWD, "\(log)", O_WRONLY | O_CREAT | O_APPEND, 0600), "x", 1);
          usleep(300000);
        }
        return openat(AT_FDCWD, path, flags, mode);
      }
      """)
    let table = try Table([pair, pair, pair, pair]).write(to: folder)
    let run = try sabotage.cmif(["batch", table, "--threads", "4"])
    #expect(run.status == 0 && run.errors == "" && run.lines.count == 4)
    #expect(try folder.read("log").count == 1)
  }

  // MARK: Inputs that change

  /// Aligns the pair while something happens to the reference after its first 4096 bytes were read.
  ///
  /// - Parameter event: C in which `path` is the reference's name and `other` that of another file.
  private func align(during event: String) throws -> ToolRun {
    let reference = try folder.write(try bytes(pair[0]), to: "reference.png")
    let other = try folder.write(try bytes(pair[1]), to: "other.png")
    let source = """
      #include <fcntl.h>
      #include <stdio.h>
      #include <sys/stat.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      ssize_t read(int file, void *buffer, size_t count) {
        static int calls;
        const char *path = "\(reference)", *other = "\(other)";
        struct stat this = {0}, reference = {0};
        fstat(file, &this);
        stat(path, &reference);
        // Other threads read other files.
        if (this.st_ino == reference.st_ino && ++calls == 2) { \(event) }
        return syscall(SYS_read, file, buffer, count);
      }
      """
    return try Sabotage(source).cmif(["align", reference, pair[1]])
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  @Test(arguments: ["truncate(path, 5000);", "truncate(path, 0);"])
  func `an input that is cut while it is read is cut short`(event: String) throws {
    let run = try align(during: event)
    #expect(run.status == 65 && run.output == [])
    #expect(
      run.errors == "cmif: Cannot read '\(folder.path("reference.png"))': the PNG is cut short,"
        + " copy or export it again.\n")
  }

  @Test func `an input that is overwritten while it is read is refused`() throws {
    let event = """
      int from = open(other, O_RDONLY), to = open(path, O_WRONLY);
      static char bytes[1 << 20];
      write(to, bytes, syscall(SYS_read, from, bytes, sizeof bytes));
      """
    let run = try align(during: event)
    #expect(run.status == 65 && run.output == [])
    let start = "cmif: Cannot read '\(folder.path("reference.png"))': the PNG is corrupt ("
    #expect(run.errors.hasPrefix(start) && run.errors.hasSuffix(").\n"))
  }

  @Test(arguments: ["rename(other, path);", "unlink(path);"])
  func `an input that is replaced or removed while it is read is read as it was`(
    event: String
  ) throws {
    let run = try align(during: event)
    #expect(run.status == 0 && run.errors == "")
    #expect(run.columns.prefix(2) == ["74", "52"])
  }

  @Test func `what is appended to an input while it is read does not count`() throws {
    let event = "int to = open(path, O_WRONLY | O_APPEND); write(to, path, 20);"
    let run = try align(during: event)
    #expect(run.status == 0 && run.errors == "")
    #expect(run.columns.prefix(2) == ["74", "52"])
  }
}
