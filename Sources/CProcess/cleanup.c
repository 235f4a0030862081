#include "cleanup.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SLOTS = 64, PATH_SIZE = 4096 };
enum { EMPTY, CLAIMED, LISTED };

static char paths[SLOTS][PATH_SIZE];
static atomic_int states[SLOTS];
static atomic_bool is_ending;

static void remove_listed(void) {
  for (int slot = 0; slot < SLOTS; slot++)
    if (atomic_load(&states[slot]) == LISTED) unlink(paths[slot]);
}

/// SA_RESETHAND has restored the default action: raising the signal again ends the program.
static void remove_and_end(int signal_number) {
  atomic_store(&is_ending, true);
  remove_listed();
  raise(signal_number);
}

static void handle(int signal_number) {
  struct sigaction current;
  if (sigaction(signal_number, NULL, &current) != 0 || current.sa_handler != SIG_DFL) return;
  struct sigaction action = {0};
  action.sa_handler = remove_and_end;
  action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
  sigemptyset(&action.sa_mask);
  sigaction(signal_number, &action, NULL);
}

void cmif_cleanup_install(void) {
  static atomic_flag is_installed = ATOMIC_FLAG_INIT;
  if (atomic_flag_test_and_set(&is_installed)) return;
  atexit(remove_listed);
  handle(SIGHUP);
  handle(SIGINT);
  handle(SIGPIPE);
  handle(SIGQUIT);
  handle(SIGTERM);
  handle(SIGXCPU);
}

int cmif_cleanup_add(const char *path) {
  size_t size = strlen(path) + 1;
  if (size > PATH_SIZE) return -1;
  for (int slot = 0; slot < SLOTS; slot++) {
    int expected = EMPTY;
    if (!atomic_compare_exchange_strong(&states[slot], &expected, CLAIMED)) continue;
    memcpy(paths[slot], path, size);
    atomic_store(&states[slot], LISTED);
    return slot;
  }
  return -1;
}

void cmif_cleanup_remove(int slot) {
  if (slot >= 0 && slot < SLOTS) atomic_store(&states[slot], EMPTY);
}

void cmif_cleanup_await_end(void) {
  while (atomic_load(&is_ending)) pause();
}
