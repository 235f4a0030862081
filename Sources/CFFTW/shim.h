#ifndef CFFTW_SHIM_H
#define CFFTW_SHIM_H

// <complex.h> must not come first: without it fftw_complex is double[2], which Swift can import.
#include <fftw3.h>

// Swift cannot import an array of unknown length.
static inline const char *cmif_fftw_version(void) { return fftw_version; }

#endif
