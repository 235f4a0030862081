#ifndef CFFTW_SHIM_H
#define CFFTW_SHIM_H

// <complex.h> must not come first: fftw_complex then stays double[2], which Swift can import.
#include <fftw3.h>

// An array of unknown length is nothing Swift can import.
static inline const char *cmif_fftw_version(void) { return fftw_version; }

#endif
