#ifndef CFFTW_SHIM_H
#define CFFTW_SHIM_H

// <complex.h> must not come first: fftw_complex then stays double[2], which Swift can import.
#include <fftw3.h>

#endif
