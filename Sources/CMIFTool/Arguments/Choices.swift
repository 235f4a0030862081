public import ArgumentParser
public import CMIF

// Choices that the command line spells by their names: those of the library, and those of a map's picture.
extension Interpolation: ExpressibleByArgument {}
extension Mirroring: ExpressibleByArgument {}
extension Normalization: ExpressibleByArgument {}
extension Overlay: ExpressibleByArgument {}
extension Quantizer: ExpressibleByArgument {}
extension RankingCriterion: ExpressibleByArgument {}
extension Refinement: ExpressibleByArgument {}
extension Region: ExpressibleByArgument {}

extension Colormap: ExpressibleByArgument {}
extension ToneCurve: ExpressibleByArgument {}
