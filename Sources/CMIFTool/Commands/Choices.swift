public import ArgumentParser
public import CMIF

// Choices of the library that the command line spells by their names.
extension Interpolation: ExpressibleByArgument {}
extension Overlay: ExpressibleByArgument {}
