extension String {
  /// The numbers of a list that is separated by commas; `nil` where a part of it is no number.
  var numberList: [Double]? {
    let words = split(separator: ",", omittingEmptySubsequences: false)
    let numbers = words.compactMap { Double($0) }
    return numbers.count == words.count ? numbers : nil
  }
}
