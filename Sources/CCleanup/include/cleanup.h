#ifndef CCLEANUP_H
#define CCLEANUP_H

// Files that must not outlive the program: removed when it exits and when a signal ends it.
//
// In C because a signal handler may touch nothing but plain memory and system calls that are safe
// there, which Swift cannot promise.

/// Has the listed files removed at exit and on SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGTERM and SIGXCPU.
///
/// The signal then does what it always does, so that the status tells of it. Signals that the
/// parent process had ignored stay ignored. A second call changes nothing.
void cmif_cleanup_install(void);

/// Lists a file and returns its place in the list, or -1 where the list is full or the path too long.
int cmif_cleanup_add(const char *path);

/// Takes a file off the list.
void cmif_cleanup_remove(int place);

#endif
