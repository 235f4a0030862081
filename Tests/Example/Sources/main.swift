import CMIF
import Synchronization

func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }

// MARK: Two pictures

let reference = Scene.picture
let template = try Scene.part(at: Pose(x: 61, y: 43), width: 80, height: 64)

// MARK: A shift

let result = try await Aligner().align(
  reference: AlignmentImage(reference), template: AlignmentImage(template))
print("offset", result.best.pose.tx, result.best.pose.ty)
print("confidence", rounded(result.best.confidence))

// MARK: A turn and a scale

let turned = try Scene.part(
  at: Pose(x: 66, y: 31, angle: 8, scale: 1.05), width: 80, height: 64)

var options = AlignmentOptions()
options.poses = PoseRange(rotation: -15...15, scale: 0.9...1.1)
options.resources = Resources(threads: 2)
let posed = try await Aligner(options: options).align(
  reference: AlignmentImage(reference), template: AlignmentImage(turned))
print("angle about", posed.best.pose.angle.rounded(), "scale about", rounded(posed.best.pose.scale))

let warped = try turned.warped(by: posed.best.pose, onto: PixelRect(reference.size))
let overlay = Overlay.checkerboard.picture(of: reference, and: warped)
print("overlay", overlay.width, "x", overlay.height)

// MARK: A map

let pair = LabelImagePair(
  reference: AlignmentImage(reference), template: AlignmentImage(template))
let map = try await InformationMap(pair, region: .valid)
print("map", map.offsets.width, "x", map.offsets.height)
print("peak", map.peak.offset.x, map.peak.offset.y)

// MARK: Progress

let percent = Mutex(0)
options.progress = { done, total in
  percent.withLock { $0 = max($0, 100 * done / total) }
}
_ = try await Aligner(options: options).align(
  reference: AlignmentImage(reference), template: AlignmentImage(turned))
print("done", percent.withLock { $0 }, "%")

// MARK: Cancellation

options.isExhaustive = true
options.rotationStep = 0.01
let patient = Aligner(options: options)
let search = Task {
  try await patient.align(reference: AlignmentImage(reference), template: AlignmentImage(turned))
}
try await Task.sleep(for: .milliseconds(100))
search.cancel()
do {
  _ = try await search.value
} catch is CancellationError {
  print("cancelled")
}

// MARK: Errors

let flat = Plane(width: 40, height: 40, samples: [Int32](repeating: 7, count: 1600))
do {
  _ = try await Aligner().align(
    reference: AlignmentImage(reference), template: AlignmentImage(flat))
} catch CMIFError.noInformation {
  print("nothing to compare")
}
