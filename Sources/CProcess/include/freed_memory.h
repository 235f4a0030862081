#ifndef CPROCESS_FREED_MEMORY_H
#define CPROCESS_FREED_MEMORY_H

// What the C library does with memory that was freed.
//
// This is C because Swift's modules of the C libraries do not hold `mallopt`.

/// Keeps freed memory with the program for its next arrays, where the C library is glibc.
///
/// A search makes arrays of the same sizes for each of thousands of poses. glibc gives much of what is freed back to
/// the system, which then clears every page again for the next pose. Arrays of 32 MiB and more are still given back at
/// once, and so is what a thread has at the end of its memory beyond 64 MiB.
void cmif_keep_freed_memory(void);

#endif
