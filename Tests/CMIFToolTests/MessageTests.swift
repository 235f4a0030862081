import CMIF
import Foundation
import Testing

@testable import CMIFTool

/// Messages and statuses that no other suite checks.
@Suite struct MessageTests {
  private let folder: TemporaryFolder
  private let pair = ["same_size_ref.png", "same_size_tmpl.png"].map(Golden.path)

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    ("align --scale 0:1", "--scale must lie between 0.01 and 100."),
    ("warp --pose p --scale 0:1 -o -", "--scale must lie between 0.01 and 100."),
    ("align --exhaustive --subpixel --scale 0:1", "--scale must lie between 0.01 and 100."),
    ("align --scale 1:101", "--scale must lie between 0.01 and 100."),
    ("align --rotation -40000", "--rotation must lie between -36000 and 36000 degrees."),
    ("align --rotation 1:1e9", "--rotation must lie between -36000 and 36000 degrees."),
    ("align --min-overlap 1.5", "--min-overlap must be 0 to 1, not 1.5."),
    ("align --min-overlap nan", "--min-overlap must be 0 to 1, not nan."),
    ("align --near 5 --within 5", "The value '5' is invalid for '--near <x,y>'"),
    ("align --near nan,2 --within 5", "The value 'nan,2' is invalid for '--near <x,y>'"),
    ("align --near -1,2 --within 0.4", "The value '0.4' is invalid for '--within <distance>'"),
    (
      "warp --near -1,2 --within 1,2,3 -o -",
      "The value '1,2,3' is invalid for '--within <distance>'"
    ),
    ("overlay --near -1,2e9 --within 5 -o -", "The value '-1,2e9' is invalid for '--near <x,y>'"),
    (
      "align --exhaustive --rotation-step 0",
      "--rotation-step must be 0.001 to 360 degrees, not 0.0."
    ),
    (
      "align --exhaustive --rotation-step -1",
      "--rotation-step must be 0.001 to 360 degrees, not -1.0."
    ),
    (
      "align --exhaustive --rotation-step inf",
      "--rotation-step must be 0.001 to 360 degrees, not inf."
    ),
    ("align --exhaustive --scale-step nan", "--scale-step must be 0.0001 to 100, not nan."),
    ("align --exhaustive --scale-step -0.1", "--scale-step must be 0.0001 to 100, not -0.1."),
    ("align --bins -4", "--bins must be 2 to 256, not -4."),
    ("map --bins-ref -4 -o -", "--bins-ref must be 2 to 256, not -4."),
    ("warp --bins-tmpl -4 -o -", "--bins-tmpl must be 2 to 256, not -4."),
    ("align --max-pixels -1", "--max-pixels must be 1 to 2147483647, not -1."),
    (
      "warp --pose p --pose-scale-ref -2 -o -",
      "--pose-scale-ref must be a number above 0, not -2.0."
    ),
    (
      "overlay --pose p --pose-scale-tmpl -2 -o -",
      "--pose-scale-tmpl must be a number above 0, not -2.0."
    ),
    ("align --rotation-step 1", "--rotation-step and --scale-step go with --exhaustive."),
    ("align --scale-step 1", "--rotation-step and --scale-step go with --exhaustive."),
    (
      "align --exhaustive --subpixel --rotation -1:1",
      "--subpixel does not go with --exhaustive over turns or scales, whose answers are poses of a grid."
    ),
    ("align --exhaustive --subpixel --scale 2", "--subpixel does not go with --exhaustive over"),
    ("align --threads 1025", "--threads must be 1 to 1024, not 1025."),
    (
      "align --features color --channels each", "--features color goes with --channels gray."
    ),
    ("align --max-pixels 0", "--max-pixels must be 1 to 2147483647, not 0."),
    ("map --max-pixels 2147483648 -o -", "--max-pixels must be 1 to 2147483647, not 2147483648."),
    ("warp --max-pixels 2147483648 -o -", "--max-pixels must be 1 to 2147483647, not 2147483648."),
    ("overlay --max-pixels 0 -o -", "--max-pixels must be 1 to 2147483647, not 0."),
    ("align --min-confidence 2", "--min-confidence must be 0 to 1, not 2.0."),
    ("warp --min-confidence nan -o -", "--min-confidence must be 0 to 1, not nan."),
    (
      "overlay --min-confidence 0.5 --pose p -o -",
      "--min-confidence goes with a search: leave --pose out."
    ),
    ("warp --features color --channels each -o -", "--features color goes with --channels gray."),
    ("align --nodata maybe", "The value 'maybe' is invalid for '--nodata <rule>'"),
    ("align --nodata-ref 0+-", "The value '0+-' is invalid for '--nodata-ref <rule>'"),
    (
      "align --nodata-tmpl 4294967296",
      "The value '4294967296' is invalid for '--nodata-tmpl <rule>'"
    ),
    ("align --nodata 1+-2+-3", "The value '1+-2+-3' is invalid for '--nodata <rule>'"),
    ("align --ignore-ref 1,2,3", "The value '1,2,3' is invalid for '--ignore-ref <area>'"),
    ("align --ignore-tmpl 1,2,0,4", "The value '1,2,0,4' is invalid for '--ignore-tmpl <area>'"),
    ("warp --ignore-ref a,2,3,4 -o -", "The value 'a,2,3,4' is invalid for '--ignore-ref <area>'"),
    (
      "map -o a.jpg", "'a.jpg' cannot be written as .jpg: name a .png or .npy file, and convert it."
    ),
    ("map -o a.b.TIFF", "'a.b.TIFF' cannot be written as .TIFF: name a .png or .npy file"),
    ("warp -o a.jpeg", "'a.jpeg' cannot be written as .jpeg: name a .png or .npy file"),
    ("overlay -o a.webp", "'a.webp' cannot be written as .webp: name a .png file, and convert it."),
    ("align --map-out a.gif", "'a.gif' cannot be written as .gif: name a .png or .npy file"),
    (
      "map -o map.npz", "'map.npz' cannot be written as .npz: name a .png or .npy file, and convert"
    ),
    ("align --map-out a.png.csv", "'a.png.csv' cannot be written as .csv: name a .png or .npy"),
    ("overlay -o a.pdf", "'a.pdf' cannot be written as .pdf: name a .png file, and convert it."),
    ("warp -o ./a.nii.gz", "'./a.nii.gz' cannot be written as .gz: name a .png or .npy file"),
    ("align --peaks 0", "--peaks must be 1 to 10000, not 0."),
    ("align --peaks 10001", "--peaks must be 1 to 10000, not 10001."),
    ("align --peak-radius 0", "--peak-radius must be 1 to 1000, not 0."),
    ("align --peak-radius 1001", "--peak-radius must be 1 to 1000, not 1001."),
    ("align third.png --map-out map.png", "--map-out takes a single template."),
    ("align third.png --format itk", "--format itk takes a single template."),
    ("align third.png --format matrix", "--format matrix takes a single template."),
    ("map --mask-ref - --mask-tmpl - -o -", "Only one input can be standard input."),
    ("align --rotation 5:1", "The value '5:1' is invalid for '--rotation <range>'"),
    ("align --scale inf", "The value 'inf' is invalid for '--scale <range>'"),
    ("align --peaks 99999999999999999999", "is invalid for '--peaks <count>'"),
  ])
  func `wrong usage is told with status 64`(line: String, message: String) throws {
    let run = try ToolRun.cmif(line.split(separator: " ").map(String.init) + pair)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(folder.contents == [])
  }

  @Test(arguments: [
    ("align ref.png -dash.png", "-dash.png"), ("align -h.png ref.png", "-h.png"),
    ("align ref.png --long.npy", "--long.npy"), ("align ref.png -5.png", "-5.png"),
    ("align ref.png -ash.tif[3]", "-ash.tif[3]"), ("warp a b --pose -h.json -o -", "-h.json"),
    ("map a b -o -h.d/map.png", "-h.d/map.png"), ("batch -h.tsv", "-h.tsv"), ("-h.png", "-h.png"),
  ])
  func `a file's name that begins with a dash is no wish for help`(line: String, name: String)
    throws
  {
    let run = try ToolRun.cmif(line.split(separator: " ").map(String.init))
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(
      run.errors
        == "cmif: '\(name)' begins with a dash, as options do: write './\(name)' for the file.\n")
  }

  @Test(arguments: ["-omap.png", "-o./map.npy"])
  func `an output that -o is written into asks for a blank`(word: String) throws {
    let run = try ToolRun.cmif(["map"] + pair + [word])
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(
      run.errors
        == "cmif: '\(word)' begins with a dash, as options do: write a blank after -o.\n")
  }

  @Test(arguments: ["./-h.png", "-- -h.png", "--rotation -1.5:-.5 ./-h.png", "-o=a.txt ./-h.png"])
  func `a name that begins with a dash is read behind a folder or two dashes`(words: String) throws
  {
    try FileManager.default.copyItem(atPath: pair[0], toPath: folder.path("-h.png"))
    let run = try ToolRun.shell("cmif align --quiet \(words) \(pair[1])", in: folder)
    #expect(run.status == 0 && run.errors == "")
  }

  @Test func `only one of reference, template and pose is standard input`() throws {
    let run = try ToolRun.cmif("warp", "-", pair[1], "--pose", "-", "-o", "-")
    #expect(run.status == 64)
    #expect(run.errors.contains("Only one input can be standard input."))
  }

  @Test func `a picture that is transparent everywhere is told`() throws {
    let clear = Picture(
      width: 3, height: 2, model: .grayAlpha, bitDepth: 8,
      samples: [UInt16](repeating: 0, count: 12))
    let path = try folder.write(try PNGWriter.encode(clear), to: "clear.png")
    for images in [[pair[0], path], [path, pair[1]]] {
      for command in [
        ["align"], ["align", "--rotation", "-2:2"], ["warp", "-o", folder.path("out.png")],
        ["overlay", "-o", folder.path("out.png")],
      ] {
        let run = try ToolRun.cmif(command + images)
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(
          run.errors
            == "cmif: Cannot align '\(path)': it is transparent everywhere (--no-alpha ignores its "
            + "alpha).\n")
        #expect(folder.contents == ["clear.png"])
      }
    }
    let opaque = try ToolRun.cmif("align", "--no-alpha", pair[0], path)
    #expect(opaque.status == 1 && opaque.errors.contains("share no information"))
  }

  @Test func `a template larger than the reference fits nowhere`() throws {
    let (large, small) = (Fixtures.path("demo/portrait.png"), Fixtures.path("png/gray_8.png"))
    let size = try PNGReader.read(.file(path: large))
    let run = try ToolRun.cmif("map", small, large, "--region", "valid", "-o", "-")
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(
      run.errors
        == "cmif: Cannot map '\(small)' and '\(large)': the template (\(size.width) x "
        + "\(size.height)) does not fit inside the reference (9 x 7), so no offset is valid.\n")
  }

  @Test func `an image longer than any transform is refused`() throws {
    let strip = Picture(
      width: 70_000, height: 1, model: .gray, bitDepth: 8,
      samples: (0..<70_000).map { UInt16($0 * 7919 % 251) })
    let path = try folder.write(try PNGWriter.encode(strip), to: "strip.png")
    for options in [
      ["align"], ["align", "--exhaustive"], ["align", "--rotation", "-1:1"], ["map", "-o", "-"],
    ] {
      let run = try ToolRun.cmif(options + [path, path])
      #expect(run.status == 65 && run.output.isEmpty, "\(options)")
      let action = options[0]
      #expect(
        run.errors
          == "cmif: Cannot \(action) '\(path)' and '\(path)': a side of the template, or of the canvas"
          + " it is turned on, is longer than some 65536 pixels.\n", "\(options)")
    }
  }

  @Test(arguments: [
    "--exhaustive --scale 50:100", "--memory 64K --rotation -2:2",
    "--exhaustive --rotation 0:360 --rotation-step 0.001 --scale 0.01:100 --scale-step 0.0001",
    "--bins 200 --memory 400K", "--memory 1",
  ])
  func `what takes too much memory is refused before it is taken`(options: String) throws {
    let images = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)
    let words = options.split(separator: " ").map(String.init)
    let run = try ToolRun.cmif(["align"] + words + images)
    #expect(run.status == 69 && run.output.isEmpty)
    let start = "cmif: Cannot align '\(images[0])' and '\(images[1])': the work needs "
    #expect(run.errors.hasPrefix(start))
    let figures = run.errors.dropFirst(start.count).split(separator: " ").compactMap { Int($0) }
    #expect(figures.count == 2 && figures[0] > figures[1], "\(run.errors)")
    #expect(run.errors.hasSuffix(" MiB allowed, which --memory can raise.\n"))
  }

  @Test func `any number of threads is as good as one where memory is short`() throws {
    let images = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)
    let options = ["align", "--rotation", "-2:2", "--format", "json"]
    let expected = try ToolRun.cmif(options + images)
    #expect(expected.status == 0)
    for machine in [["--threads", "1000"], ["--threads", "1", "--memory", "16M"]] {
      let run = try ToolRun.cmif(options + machine + images)
      #expect(run.status == 0 && run.output == expected.output, "\(machine): \(run.errors)")
    }
  }

  @Test(arguments: ["uniform", "quantile", "kmeans"])
  func `eight bits and sixteen give the same map, byte for byte`(quantizer: String) throws {
    let images = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)
    let deep = try images.enumerated().map { index, path in
      let picture = try PNGReader.read(.file(path: path))
      let wide = Picture(
        width: picture.width, height: picture.height, model: picture.model, bitDepth: 16,
        samples: picture.samples.map { $0 * 257 })
      return try folder.write(try PNGWriter.encode(wide), to: "\(index).png")
    }
    let options = ["map", "--quantizer", quantizer, "--features", "intensity,orientation", "-o"]
    for name in ["8.npy", "16.npy"] {
      let inputs = name == "8.npy" ? images : deep
      #expect(try ToolRun.cmif(options + [folder.path(name)] + inputs).status == 0)
    }
    #expect(try folder.read("8.npy") == folder.read("16.npy"))
  }
}
