// Hands valgrind a copy of the mask that a program waits for signals with.
//
// Valgrind writes into that mask (3.19 does), and crashes where it is a constant: that of Swift's
// thread library is.
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int sigsuspend(const sigset_t *mask) {
  sigset_t copy = *mask;
  return (int)syscall(SYS_rt_sigsuspend, &copy, 8);
}
