import CMIF
import Foundation
import Testing

@testable import CMIFTool

@Suite struct GoldenTests {
  @Test func `every map known to be right is reproduced, all norms, channels and bins`()
    async throws
  {
    let golden = try Golden.read()
    #expect(golden.cases.count == 9)
    #expect(golden.norms.sorted() == Normalization.allCases.map(\.rawValue).sorted())
    for scene in golden.cases {
      #expect(scene.runs.map(\.bins) == [4, 8, 16])
      for run in scene.runs {
        let reference = try Golden.channels(scene.ref, bins: run.bins)
        let template = try Golden.channels(scene.tmpl, bins: run.bins)
        let data = try Fixtures.data("golden/\(run.file)")
        let array = try #require(NPYArray([UInt8](data)))
        let size = reference[0].size
        #expect(
          array.shape == [golden.norms.count, reference.count, size.height, size.width],
          "\(run.file)")
        for (index, name) in golden.norms.enumerated() {
          let norm = try #require(Normalization(rawValue: name))
          for channel in reference.indices {
            let pair = LabelImagePair(reference: reference[channel], template: template[channel])
            let map = try await InformationMap(pair, region: .same, normalization: norm)
            let start = (index * reference.count + channel) * size.area
            let expected = array.values[start..<start + size.area]
            let error = zip(map.values, expected).map { abs($0 - $1) }.max() ?? .infinity
            #expect(error <= 1e-9, "\(run.file), \(name), channel \(channel)")
            let peak = map.peak.offset
            let (row, column) = (peak.y - map.offsets.y, peak.x - map.offsets.x)
            #expect(
              [row, column] == run.argmaxRowColumn[name]?[channel],
              "\(run.file), \(name), channel \(channel)")
          }
        }
      }
    }
  }

  @Test func `all crops of the colour reference are found, by each channel and by all`()
    async throws
  {
    let reference = try Golden.channels("readme/ref_256_rgb.png", bins: 8)
    let templates = try ReadmeTemplate.read()
    #expect(templates.count == 16)
    for crop in templates {
      let template = try Golden.channels("readme/\(crop.file)", bins: 8)
      #expect(template[0].size == Size(width: crop.width, height: crop.height))
      let expected = Offset(x: crop.centreColumn, y: crop.centreRow)
      var pairs = zip(reference, template).map { LabelImagePair(reference: $0, template: $1) }
      pairs.append(LabelImagePair(reference: reference, template: template))
      for (index, pair) in pairs.enumerated() {
        for norm in [Normalization.unnormalized, .sum] {
          let map = try await InformationMap(pair, region: .same, normalization: norm)
          let peak = map.peak.offset
          let pixel = Offset(x: peak.x - map.offsets.x, y: peak.y - map.offsets.y)
          #expect(pixel == expected, "\(crop.file), pair \(index), \(norm)")
        }
      }
    }
  }

  @Test func `every template is found where it was taken, and trusted`() async throws {
    for scene in try Golden.read().cases {
      let reference = try PNGReader.read(.file(path: Golden.path(scene.ref)))
      let template = try PNGReader.read(.file(path: Golden.path(scene.tmpl)))
      let found = try await Aligner().align(
        reference: AlignmentImage(reference), template: AlignmentImage(template)
      ).best
      let expected = scene.topLeftRowColumn.map { Double($0) }
      #expect([found.pose.ty, found.pose.tx] == expected, "\(scene.name)")
      #expect(found.confidence > 0.9, "\(scene.name)")
    }
  }
}
