#ifndef CPROCESS_MEMORY_H
#define CPROCESS_MEMORY_H

// The C library's handling of freed memory.
//
// This is C because Swift's modules of the C libraries do not hold `mallopt`.

/// Keeps freed memory with the program for its next arrays, where the C library is glibc.
///
/// By default glibc gives large arrays back to the system as soon as they are freed. A search makes arrays of
/// the same sizes for each of thousands of poses, and the system would clear every page again for each of them.
void cmif_memory_keep_freed(void);

#endif
