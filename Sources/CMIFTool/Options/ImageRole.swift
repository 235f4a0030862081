/// The part of a picture in an alignment.
enum ImageRole {
  case reference, template
}
