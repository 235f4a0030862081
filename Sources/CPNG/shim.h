#ifndef CPNG_SHIM_H
#define CPNG_SHIM_H

#include <png.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// libpng reports errors by longjmp, which must not cross Swift's frames. Each function below therefore
// catches the jump and returns false, with the reason in `message`. Nothing is printed.

enum { CMIF_PNG_MESSAGE_SIZE = 160 };

static inline void cmif_png_copy_message(char *message, const char *text) {
  size_t length = strlen(text);
  if (length >= CMIF_PNG_MESSAGE_SIZE) length = CMIF_PNG_MESSAGE_SIZE - 1;
  memcpy(message, text, length);
  message[length] = 0;
}

/// Handles an error of libpng: copies its text to the message that the error pointer names, and jumps.
static inline void cmif_png_on_error(png_structp png, png_const_charp text) {
  cmif_png_copy_message((char *)png_get_error_ptr(png), text);
  png_longjmp(png, 1);
}

/// Ignores a warning of libpng: warnings change no sample.
static inline void cmif_png_on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

// MARK: Reading

/// A PNG in memory that is being read. Zero the struct, open it, read it, close it.
typedef struct {
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count;
  size_t position;

  /// The size in pixels, 1 to 2^31 - 1 each.
  uint32_t width, height;
  /// The channels of a pixel, after a palette has been looked up; opacity is the last.
  uint32_t channels;
  /// The bits of a sample, after a palette has been looked up: 1, 2, 4, 8 or 16.
  uint32_t bit_depth;

  /// Whether there was no memory for libpng to start.
  bool is_out_of_memory;
  /// Whether the bytes ended before the picture did.
  bool is_cut_short;
  /// Why the last call failed.
  char message[CMIF_PNG_MESSAGE_SIZE];
} cmif_png_reader;

static inline void cmif_png_take_bytes(png_structp png, png_bytep out, size_t count) {
  cmif_png_reader *reader = (cmif_png_reader *)png_get_io_ptr(png);
  if (count > reader->count - reader->position) {
    reader->is_cut_short = true;
    png_error(png, "the data end early");
  }
  memcpy(out, reader->bytes + reader->position, count);
  reader->position += count;
}

static inline void cmif_png_close(cmif_png_reader *reader) {
  png_destroy_read_struct(&reader->png, &reader->info, NULL);
}

/// Sets the limits of libpng. Any size is accepted, because the caller checks it. A wrong checksum is an
/// error. Chunks that do not affect the samples are skipped, so that no colour profile and no text is ever
/// decompressed.
static inline void cmif_png_set_limits(png_structp png) {
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  // A skipped chunk takes no memory, however long it is.
  png_set_chunk_cache_max(png, 1);
  png_set_chunk_malloc_max(png, 0);
}

/// Reads everything before the samples and fills in size, channels and depth.
///
/// `bytes` must stay valid until the reader is closed.
static inline bool cmif_png_open(cmif_png_reader *reader, const uint8_t *bytes, size_t count) {
  reader->bytes = bytes;
  reader->count = count;
  reader->is_out_of_memory = true;
  reader->png = png_create_read_struct(
      PNG_LIBPNG_VER_STRING, reader->message, cmif_png_on_error, cmif_png_on_warning);
  if (!reader->png) return false;
  if (setjmp(png_jmpbuf(reader->png))) return false;

  reader->info = png_create_info_struct(reader->png);
  if (!reader->info) return false;
  reader->is_out_of_memory = false;
  png_set_read_fn(reader->png, reader, cmif_png_take_bytes);
  cmif_png_set_limits(reader->png);
  png_read_info(reader->png, reader->info);

  bool is_keyed = png_get_valid(reader->png, reader->info, PNG_INFO_tRNS) != 0;
  bool is_palette = png_get_color_type(reader->png, reader->info) == PNG_COLOR_TYPE_PALETTE;
  reader->width = png_get_image_width(reader->png, reader->info);
  reader->height = png_get_image_height(reader->png, reader->info);
  reader->channels =
      (is_palette ? 3 : png_get_channels(reader->png, reader->info)) + (is_keyed ? 1 : 0);
  reader->bit_depth = is_palette ? 8 : png_get_bit_depth(reader->png, reader->info);
  return true;
}

/// The layout of stored rows, and how they become samples.
typedef struct {
  uint32_t stored_channels;
  uint32_t channels;
  bool is_wide;
  /// The palette, or NULL.
  png_colorp palette;
  int palette_count;
  /// The opacity of the palette's first colours, or NULL; the other colours are opaque.
  png_bytep palette_alpha;
  int palette_alpha_count;
  /// Whether pixels of the value `key` are transparent.
  bool is_keyed;
  uint16_t key[3];
  uint16_t maximum;
} cmif_png_layout;

static inline cmif_png_layout cmif_png_layout_of(const cmif_png_reader *reader) {
  cmif_png_layout layout = {0};
  layout.stored_channels = png_get_channels(reader->png, reader->info);
  layout.channels = reader->channels;
  layout.is_wide = reader->bit_depth == 16;
  layout.maximum = (uint16_t)((1u << reader->bit_depth) - 1);
  png_color_16p key = NULL;
  png_get_tRNS(
      reader->png, reader->info, &layout.palette_alpha, &layout.palette_alpha_count, &key);
  if (png_get_color_type(reader->png, reader->info) == PNG_COLOR_TYPE_PALETTE) {
    png_get_PLTE(reader->png, reader->info, &layout.palette, &layout.palette_count);
  } else if (key && layout.channels > layout.stored_channels) {
    bool is_gray = layout.stored_channels == 1;
    layout.is_keyed = true;
    layout.key[0] = (is_gray ? key->gray : key->red) & layout.maximum;
    layout.key[1] = key->green & layout.maximum;
    layout.key[2] = key->blue & layout.maximum;
  }
  return layout;
}

/// Replaces the index of a pixel by its colour; returns false if the palette has no such colour.
static inline bool cmif_png_look_up(const cmif_png_layout *layout, uint16_t pixel[4]) {
  int index = pixel[0];
  if (index >= layout->palette_count) return false;
  bool has_alpha = index < layout->palette_alpha_count;
  pixel[0] = layout->palette[index].red;
  pixel[1] = layout->palette[index].green;
  pixel[2] = layout->palette[index].blue;
  pixel[3] = has_alpha ? layout->palette_alpha[index] : 255;
  return true;
}

/// Turns a stored row into samples, in place.
///
/// The bytes of the row lie at the start of the memory of its samples. The samples of a pixel take at least
/// as much room as its bytes, so a pass from the last pixel to the first overwrites no unread byte.
static inline bool cmif_png_unpack(
    const cmif_png_layout *layout, uint16_t *samples, uint32_t width) {
  const uint8_t *stored = (const uint8_t *)samples;
  uint32_t stored_channels = layout->stored_channels;
  for (size_t x = width; x-- > 0;) {
    uint16_t pixel[4] = {0};
    for (uint32_t c = 0; c < stored_channels; c++) {
      size_t i = x * stored_channels + c;
      pixel[c] = layout->is_wide ? (uint16_t)(stored[2 * i] << 8 | stored[2 * i + 1]) : stored[i];
    }
    if (layout->palette) {
      if (!cmif_png_look_up(layout, pixel)) return false;
    } else if (layout->is_keyed) {
      bool is_key = memcmp(pixel, layout->key, stored_channels * sizeof pixel[0]) == 0;
      pixel[stored_channels] = is_key ? 0 : layout->maximum;
    }
    memcpy(samples + x * layout->channels, pixel, layout->channels * sizeof pixel[0]);
  }
  return true;
}

/// Reads all samples, interleaved and row-major, and everything up to the end of the PNG.
///
/// `capacity` is the number of samples that `samples` has room for. Too small a number is an error.
static inline bool cmif_png_read_samples(
    cmif_png_reader *reader, uint16_t *samples, size_t capacity) {
  if (setjmp(png_jmpbuf(reader->png))) return false;
  size_t row = (size_t)reader->width * reader->channels, total = 0;
  bool is_right = !__builtin_mul_overflow(row, reader->height, &total) && total <= capacity;

  png_set_packing(reader->png);
  int passes = png_set_interlace_handling(reader->png);
  png_read_update_info(reader->png, reader->info);
  if (!is_right || png_get_rowbytes(reader->png, reader->info) > row * sizeof *samples)
    png_error(reader->png, "the samples do not fit");
  for (int pass = 0; pass < passes; pass++)
    for (size_t y = 0; y < reader->height; y++)
      png_read_row(reader->png, (png_bytep)(samples + y * row), NULL);
  png_read_end(reader->png, NULL);

  cmif_png_layout layout = cmif_png_layout_of(reader);
  for (size_t y = 0; y < reader->height; y++)
    if (!cmif_png_unpack(&layout, samples + y * row, reader->width))
      png_error(reader->png, "a pixel's colour is not in the palette");
  return true;
}

// MARK: Writing

/// A PNG in memory that is being written. Zero the struct, write it, take the bytes, free it.
typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
  /// Whether memory was asked for that there was not.
  bool is_out_of_memory;
  /// libpng's reason why writing failed; empty where it gave none.
  char message[CMIF_PNG_MESSAGE_SIZE];
} cmif_png_writer;

/// The contents of a PNG to write.
typedef struct {
  uint32_t width, height;
  uint32_t channels;
  /// The bits of a sample, 8 or 16.
  uint32_t bit_depth;
  /// Interleaved row-major samples.
  const uint16_t *samples;
  /// The contents of all tEXt chunks, one after the other, and the length of each.
  const uint8_t *texts;
  const size_t *text_lengths;
  size_t text_count;
} cmif_png_contents;

static inline void cmif_png_give_bytes(png_structp png, png_bytep in, size_t count) {
  cmif_png_writer *writer = (cmif_png_writer *)png_get_io_ptr(png);
  // No overflow: `needed` bytes are in memory, far fewer than SIZE_MAX / 2.
  size_t needed = writer->count + count;
  if (needed > writer->capacity) {
    size_t capacity = needed + needed / 2 + 4096;
    uint8_t *bytes = (uint8_t *)realloc(writer->bytes, capacity);
    if (!bytes) {
      writer->is_out_of_memory = true;
      png_error(png, "there is no memory");
    }
    writer->bytes = bytes;
    writer->capacity = capacity;
  }
  memcpy(writer->bytes + writer->count, in, count);
  writer->count = needed;
}

/// Takes memory for libpng, and notes where there is none.
static inline png_voidp cmif_png_take_memory(png_structp png, png_alloc_size_t size) {
  void *memory = malloc(size);
  if (!memory) ((cmif_png_writer *)png_get_mem_ptr(png))->is_out_of_memory = true;
  return memory;
}

static inline void cmif_png_give_memory_back(png_structp png, png_voidp memory) {
  (void)png;
  free(memory);
}

/// Nothing to do: the bytes are in memory.
static inline void cmif_png_flush_nothing(png_structp png) { (void)png; }

static inline void cmif_png_free(cmif_png_writer *writer) {
  free(writer->bytes);
  writer->bytes = NULL;
}

static inline int cmif_png_color_type(uint32_t channels) {
  static const int types[] = {
      PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGBA};
  return types[channels - 1];
}

/// Writes the samples row by row. `row` is a buffer for one row.
static inline void cmif_png_give_rows(
    png_structp png, const cmif_png_contents *contents, uint8_t *row) {
  size_t row_count = (size_t)contents->width * contents->channels;
  for (size_t y = 0; y < contents->height; y++) {
    const uint16_t *samples = contents->samples + y * row_count;
    for (size_t i = 0; i < row_count; i++) {
      if (contents->bit_depth == 16) {
        row[2 * i] = (uint8_t)(samples[i] >> 8);
        row[2 * i + 1] = (uint8_t)samples[i];
      } else {
        row[i] = (uint8_t)samples[i];
      }
    }
    png_write_row(png, row);
  }
}

static inline bool cmif_png_write_all(
    png_structp png, png_infop info, cmif_png_writer *writer, const cmif_png_contents *contents,
    uint8_t *row) {
  if (setjmp(png_jmpbuf(png))) return false;
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_write_fn(png, writer, cmif_png_give_bytes, cmif_png_flush_nothing);
  // Five times as fast as libpng's defaults on maps, for a fifth more bytes.
  png_set_compression_level(png, 2);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
  png_set_IHDR(
      png, info, contents->width, contents->height, (int)contents->bit_depth,
      cmif_png_color_type(contents->channels), PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
      PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  const uint8_t *text = contents->texts;
  for (size_t i = 0; i < contents->text_count; i++) {
    png_write_chunk(png, (png_const_bytep) "tEXt", text, contents->text_lengths[i]);
    text += contents->text_lengths[i];
  }
  cmif_png_give_rows(png, contents, row);
  png_write_end(png, info);
  return true;
}

/// Writes a whole PNG, the same bytes for the same contents.
static inline bool cmif_png_write(cmif_png_writer *writer, const cmif_png_contents *contents) {
  png_structp png = png_create_write_struct_2(
      PNG_LIBPNG_VER_STRING, writer->message, cmif_png_on_error, cmif_png_on_warning, writer,
      cmif_png_take_memory, cmif_png_give_memory_back);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  uint8_t *row = (uint8_t *)malloc((size_t)contents->width * contents->channels * 2);
  if (!info || !row) writer->is_out_of_memory = true;
  bool is_done = info && row && cmif_png_write_all(png, info, writer, contents, row);
  free(row);
  png_destroy_write_struct(&png, &info);
  return is_done;
}

#endif
