#include "memory.h"

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

/// Arrays of a pose are smaller; whole pictures and maps are larger, and given back at once.
enum { LARGEST_KEPT = 32 << 20, MOST_KEPT = 64 << 20 };
#endif

void cmif_memory_keep_freed(void) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, LARGEST_KEPT);
  mallopt(M_TRIM_THRESHOLD, MOST_KEPT);
#endif
}
