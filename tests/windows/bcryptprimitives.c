/* Rust's standard library takes random numbers from a DLL that Wine has since version 9 only. This
   one stands in for it in the tests' Windows folder and is part of no package. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG bytes);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T bytes)
{
    return SystemFunction036(buffer, (ULONG)bytes);
}
