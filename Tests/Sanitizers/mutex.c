// Tells ThreadSanitizer of Swift's Mutex, to be loaded before Swift's libraries.
//
// Where nobody else wants a mutex, locking is inlined, and the sanitizer sees it. Where somebody has to
// wait, it is done in a library that was not compiled for the sanitizer, which then takes what the mutex
// protects for a race.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

// Other programs that load this, like shells, have no sanitizer.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *mutex
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef void SWIFT lock_function(uint32_t, SELF);
typedef void SWIFT unlock_function(SELF);
SWIFT void lock_slow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void unlock_slow(SELF) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t thread, SELF) {
  ((lock_function *)dlsym(RTLD_NEXT, LOCK))(thread, mutex);
  if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT void unlock_slow(SELF) {
  if (__tsan_release) __tsan_release(mutex);
  ((unlock_function *)dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
