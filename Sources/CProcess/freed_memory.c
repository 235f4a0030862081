#include "freed_memory.h"

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

enum { GIVEN_BACK = 32 << 20, MOST_KEPT = 64 << 20 };
#endif

void cmif_keep_freed_memory(void) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, GIVEN_BACK);
  mallopt(M_TRIM_THRESHOLD, MOST_KEPT);
#endif
}
