/* hold.exe PATH SHARE MILLISECONDS: waits for a file, opens it as OneDrive and antivirus programs
   do, says so and keeps it open. SHARE is CreateFile's: 0 lets nobody else in, 3 readers and
   writers but nobody who renames. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

int wmain(int count, wchar_t **arguments)
{
    HANDLE file = INVALID_HANDLE_VALUE;
    int tries;

    if (count != 4)
        return 2;
    for (tries = 0; tries < 3000 && file == INVALID_HANDLE_VALUE; tries++) {
        file = CreateFileW(arguments[1], GENERIC_READ, _wtoi(arguments[2]), NULL, OPEN_EXISTING, 0, NULL);
        if (file == INVALID_HANDLE_VALUE)
            Sleep(10);
    }
    if (file == INVALID_HANDLE_VALUE)
        return 1;
    puts("held");
    fflush(stdout);
    Sleep(_wtoi(arguments[3]));
    return 0;
}
