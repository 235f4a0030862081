public import ArgumentParser
public import CMIF

// The library's choices as the command line spells them.
extension Interpolation: ExpressibleByArgument {}
extension Overlay: ExpressibleByArgument {}
