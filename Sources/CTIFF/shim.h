#ifndef CTIFF_SHIM_H
#define CTIFF_SHIM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

// libtiff's functions for tags take a variable number of arguments, and so do the handlers of its messages:
// Swift can neither call nor be these. All files are in memory. Nothing is printed.

enum { CMIF_TIFF_MESSAGE_SIZE = 160 };

// MARK: Files in memory

/// A TIFF in memory. Zero the struct, open it to read or to write, close it, free its bytes if it was written.
typedef struct {
  TIFF *tiff;
  /// The bytes: those of the caller for reading, and of `realloc` for writing.
  uint8_t *bytes;
  size_t count;
  size_t capacity;
  uint64_t position;

  /// Whether bytes were asked for that the file does not have.
  bool is_cut_short;
  /// Whether there was no memory for bytes to write.
  bool is_out_of_memory;
  /// libtiff's first message about an error since it was last emptied.
  char message[CMIF_TIFF_MESSAGE_SIZE];
} cmif_tiff_file;

static inline tmsize_t cmif_tiff_take(thandle_t handle, void *out, tmsize_t count) {
  cmif_tiff_file *file = (cmif_tiff_file *)handle;
  size_t left = file->position < file->count ? file->count - (size_t)file->position : 0;
  size_t taken = (size_t)count;
  if (taken > left) {
    file->is_cut_short = true;
    taken = left;
  }
  if (taken > 0) memcpy(out, file->bytes + file->position, taken);
  file->position += taken;
  return (tmsize_t)taken;
}

static inline tmsize_t cmif_tiff_refuse(thandle_t handle, void *in, tmsize_t count) {
  (void)handle, (void)in, (void)count;
  return 0;
}

static inline tmsize_t cmif_tiff_give(thandle_t handle, void *in, tmsize_t count) {
  cmif_tiff_file *file = (cmif_tiff_file *)handle;
  uint64_t end = 0;
  if (__builtin_add_overflow(file->position, (uint64_t)count, &end) || end > SIZE_MAX / 2) return 0;
  if (end > file->capacity) {
    size_t capacity = (size_t)end + (size_t)end / 2 + 4096;
    uint8_t *bytes = (uint8_t *)realloc(file->bytes, capacity);
    if (!bytes) {
      file->is_out_of_memory = true;
      return 0;
    }
    file->bytes = bytes;
    file->capacity = capacity;
  }
  if (end > file->count) {
    // A place beyond the end may have been sought.
    memset(file->bytes + file->count, 0, (size_t)end - file->count);
    file->count = (size_t)end;
  }
  memcpy(file->bytes + file->position, in, (size_t)count);
  file->position = end;
  return count;
}

static inline toff_t cmif_tiff_seek(thandle_t handle, toff_t offset, int origin) {
  cmif_tiff_file *file = (cmif_tiff_file *)handle;
  uint64_t start = origin == SEEK_CUR ? file->position : origin == SEEK_END ? file->count : 0;
  // Unsigned sums wrap, so that an offset may be negative.
  file->position = start + offset;
  return file->position;
}

static inline toff_t cmif_tiff_size(thandle_t handle) { return ((cmif_tiff_file *)handle)->count; }

static inline int cmif_tiff_leave_open(thandle_t handle) {
  (void)handle;
  return 0;
}

// MARK: Set-up

/// Keeps the first message about a file. Those that name no file are about memory alone.
static inline void cmif_tiff_on_error(
    thandle_t handle, const char *module, const char *format, va_list arguments) {
  cmif_tiff_file *file = (cmif_tiff_file *)handle;
  (void)module;
  if (file && !file->message[0])
    vsnprintf(file->message, sizeof file->message, format, arguments);
}

static inline const TIFFFieldInfo *cmif_tiff_fields(uint32_t *count) {
  static const TIFFFieldInfo fields[] = {
      {33550, -3, -3, TIFF_DOUBLE, FIELD_CUSTOM, 1, 1, (char *)"ModelPixelScale"},
      {33922, -3, -3, TIFF_DOUBLE, FIELD_CUSTOM, 1, 1, (char *)"ModelTiepoint"},
      {34264, -3, -3, TIFF_DOUBLE, FIELD_CUSTOM, 1, 1, (char *)"ModelTransformation"},
      {34735, -3, -3, TIFF_SHORT, FIELD_CUSTOM, 1, 1, (char *)"GeoKeyDirectory"},
      {34736, -3, -3, TIFF_DOUBLE, FIELD_CUSTOM, 1, 1, (char *)"GeoDoubleParams"},
      {34737, -3, -3, TIFF_ASCII, FIELD_CUSTOM, 1, 1, (char *)"GeoASCIIParams"},
      {42113, -3, -3, TIFF_ASCII, FIELD_CUSTOM, 1, 1, (char *)"GDALNoData"},
  };
  *count = sizeof fields / sizeof *fields;
  return fields;
}

/// Tells libtiff the tags of GeoTIFF, for every directory anew.
static inline void cmif_tiff_add_fields(TIFF *tiff) {
  uint32_t count = 0;
  const TIFFFieldInfo *fields = cmif_tiff_fields(&count);
  TIFFMergeFieldInfo(tiff, fields, count);
}

/// Sets what all files share. To be called once, before any file is opened.
static inline void cmif_tiff_set_up(void) {
  TIFFSetErrorHandler(NULL);
  TIFFSetErrorHandlerExt(cmif_tiff_on_error);
  // Warnings change no sample.
  TIFFSetWarningHandler(NULL);
  TIFFSetWarningHandlerExt(NULL);
  TIFFSetTagExtender(cmif_tiff_add_fields);
}

// MARK: Opening

/// Opens a file to read its first directory. The bytes must stay valid until the file is closed.
static inline bool cmif_tiff_open(cmif_tiff_file *file, const uint8_t *bytes, size_t count) {
  file->bytes = (uint8_t *)bytes;
  file->count = count;
  // Neither mapped, so that every access is checked, nor with long strips divided.
  file->tiff = TIFFClientOpen(
      "", "rmc", (thandle_t)file, cmif_tiff_take, cmif_tiff_refuse, cmif_tiff_seek,
      cmif_tiff_leave_open, cmif_tiff_size, NULL, NULL);
  return file->tiff != NULL;
}

/// Begins a file, little-endian; a BigTIFF where 32 bits are too few for its places.
static inline bool cmif_tiff_create(cmif_tiff_file *file, bool is_big) {
  file->tiff = TIFFClientOpen(
      "", is_big ? "wl8" : "wl", (thandle_t)file, cmif_tiff_take, cmif_tiff_give, cmif_tiff_seek,
      cmif_tiff_leave_open, cmif_tiff_size, NULL, NULL);
  return file->tiff != NULL;
}

static inline void cmif_tiff_close(cmif_tiff_file *file) {
  if (file->tiff) TIFFClose(file->tiff);
  file->tiff = NULL;
}

/// Forgets what was wrong before.
static inline void cmif_tiff_forget_errors(cmif_tiff_file *file) {
  file->message[0] = 0;
  file->is_cut_short = false;
}

// MARK: Tags

/// What a page says of its samples; 0 for what it does not say.
typedef struct {
  uint32_t width, height;
  uint16_t samples, bits, format, photometric, planar, compression;
  /// The meaning of samples after the colours.
  uint16_t extra_count;
  const uint16_t *extras;
  bool is_tiled;
  /// The size of a tile, or the rows of a strip.
  uint32_t block_width, block_height;
  /// The bytes of a block, and of its rows, as libtiff decodes them.
  int64_t block_bytes, row_bytes;
  /// The colours of a palette, 2^bits of each; NULL without one.
  const uint16_t *red, *green, *blue;
} cmif_tiff_page;

static inline void cmif_tiff_describe_blocks(TIFF *tiff, cmif_tiff_page *page) {
  page->is_tiled = TIFFIsTiled(tiff) != 0;
  if (page->is_tiled) {
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &page->block_width);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &page->block_height);
    page->block_bytes = TIFFTileSize64(tiff);
    page->row_bytes = TIFFTileRowSize64(tiff);
  } else {
    page->block_width = page->width;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &page->block_height);
    if (page->block_height > page->height) page->block_height = page->height;
    page->block_bytes = TIFFStripSize64(tiff);
    page->row_bytes = TIFFScanlineSize64(tiff);
  }
}

/// Describes the current directory. JPEGs in luminance and colour differences are then decoded to RGB.
static inline cmif_tiff_page cmif_tiff_describe(TIFF *tiff) {
  cmif_tiff_page page = {0};
  page.photometric = UINT16_MAX;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &page.width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &page.height);
  TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &page.photometric);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &page.samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &page.bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &page.format);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &page.planar);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &page.compression);
  if (!TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &page.extra_count, &page.extras))
    page.extra_count = 0;
  if (!TIFFGetField(tiff, TIFFTAG_COLORMAP, &page.red, &page.green, &page.blue)) page.red = NULL;
  if (page.compression == COMPRESSION_JPEG && page.photometric == PHOTOMETRIC_YCBCR &&
      page.planar == PLANARCONFIG_CONTIG &&
      TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB))
    page.photometric = PHOTOMETRIC_RGB;
  cmif_tiff_describe_blocks(tiff, &page);
  return page;
}

/// The values of a tag of GeoTIFF, and their number; NULL where the page has none.
static inline const void *cmif_tiff_values(TIFF *tiff, uint32_t tag, uint32_t *count) {
  uint32_t found = 0;
  const void *values = NULL;
  *count = 0;
  if (!TIFFGetField(tiff, tag, &found, &values)) return NULL;
  *count = found;
  return values;
}

/// Sets a tag of GeoTIFF.
static inline bool cmif_tiff_set_values(
    TIFF *tiff, uint32_t tag, const void *values, uint32_t count) {
  return TIFFSetField(tiff, tag, count, values) != 0;
}

/// Sets a tag that is one number.
static inline bool cmif_tiff_set(TIFF *tiff, uint32_t tag, uint32_t value) {
  return TIFFSetField(tiff, tag, value) != 0;
}

/// Says that the last sample of a pixel is opacity, which does not scale the colours.
static inline bool cmif_tiff_set_opacity(TIFF *tiff) {
  const uint16_t kind = EXTRASAMPLE_UNASSALPHA;
  return TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind) != 0;
}

#endif
