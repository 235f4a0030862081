#ifndef CPROCESS_CLEANUP_H
#define CPROCESS_CLEANUP_H

// Removes temporary files when the program exits and when a signal ends it.
//
// This is C because a signal handler may use only async-signal-safe calls and plain memory. Swift gives no
// guarantee that a function does not allocate, lock or count references.

/// Installs the removal of the listed files: at exit, and on SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGTERM and
/// SIGXCPU.
///
/// After the removal the signal ends the program as usual, so that the status shows the signal. Signals
/// that the parent process ignores stay ignored. A second call changes nothing.
void cmif_cleanup_install(void);

/// Lists a file and returns its slot, or -1 if the list is full or the path too long.
int cmif_cleanup_add(const char *path);

/// Takes the file of a slot off the list; -1 is ignored.
void cmif_cleanup_remove(int slot);

/// Returns at once, or never if a signal is about to end the program.
///
/// The handler may run on one thread while another finds its temporary file gone. Waiting keeps that thread
/// from reporting a missing file where the user has only interrupted the program.
void cmif_cleanup_await_end(void);

#endif
