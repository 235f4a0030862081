import ArgumentParser

@main
struct CMIFTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cmif", abstract: "Align two images of different kinds.")
}
