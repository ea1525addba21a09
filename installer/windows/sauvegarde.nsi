; Installs Sauvegarde for one user, without an administrator's rights. Built by build.sh, which
; defines VERSION, VERSION_NUMBERS, PROGRAM, STARTER, ICON, PICTURE and OUTPUT.
;
; Silent: installer.exe /S [/AUTOSTART], uninstall.exe /S [/SETTINGS]; /SETTINGS removes the
; settings too. Backups are never touched. A tray that runs is ended, and started again by a silent
; upgrade, since nobody is there to do it.

Unicode true
; Wine on a 64-bit system can not run the default, 32-bit installer; no supported Windows is
; 32-bit any more.
Target amd64-unicode
RequestExecutionLevel user
ManifestDPIAware true

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "Win\COM.nsh"
!include "Win\Propkey.nsh"

!define NAME "Sauvegarde"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED_KEY "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
; As whom Windows knows the program's windows and toasts: in src/desktop/identity/windows.rs too.
!define IDENTIFIER "Sauvegarde.Tray"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
; Where Windows lists the tasks of our folder, for everybody to read.
!define TASKS_KEY "SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tree\${NAME}"
; A running program is told to end, then waited for.
!define QUIT_TRIES 150

Name "${NAME}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
ShowInstDetails nevershow
ShowUninstDetails nevershow
VIProductVersion "${VERSION_NUMBERS}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT / Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\sauvegarde-tray.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The system's language, whatever its country; the first where it is neither. That is English, as in
; the program: Windows always says what its user reads.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "French"

LangString PROGRAM_PART ${LANG_FRENCH} "Sauvegarde"
LangString PROGRAM_PART ${LANG_ENGLISH} "Sauvegarde"
LangString AUTOSTART_PART ${LANG_FRENCH} "Lancer à l'ouverture de session"
LangString AUTOSTART_PART ${LANG_ENGLISH} "Start at log-on"
LangString COMMENT ${LANG_FRENCH} "Met à l'abri une base PostgreSQL"
LangString COMMENT ${LANG_ENGLISH} "Keeps a PostgreSQL database safe"
LangString STILL_RUNNING ${LANG_FRENCH} "Sauvegarde est encore en cours d'exécution. Quittez-le depuis la zone de notification, puis recommencez."
LangString STILL_RUNNING ${LANG_ENGLISH} "Sauvegarde is still running. Quit it from the notification area, then try again."
LangString REMOVE_SETTINGS ${LANG_FRENCH} "Supprimer aussi les réglages de Sauvegarde ? Vos sauvegardes ne sont pas touchées."
LangString REMOVE_SETTINGS ${LANG_ENGLISH} "Remove Sauvegarde's settings too? Your backups are not touched."

; An open program can not be replaced, but it can be renamed: what can be written to is not running.
; Leaves in $8 the window of the tray that ran, or 0.
!macro WAIT_UNTIL_FREE PREFIX
Function ${PREFIX}WaitUntilFree
  StrCpy $8 0
  ${IfNot} ${FileExists} "$INSTDIR\sauvegarde.exe"
    Return
  ${EndIf}
  ; The tray ends by itself, after a running backup was cancelled cleanly; an older one or a command
  ; that is not known is no error here.
  FindWindow $8 "SauvegardeSession"
  nsExec::Exec '"$INSTDIR\sauvegarde.exe" tray --quit'
  Pop $0
  StrCpy $1 0
  ${Do}
    ClearErrors
    FileOpen $0 "$INSTDIR\sauvegarde.exe" a
    ${IfNot} ${Errors}
      FileClose $0
      Return
    ${EndIf}
    IntOp $1 $1 + 1
    Sleep 200
  ${LoopUntil} $1 >= ${QUIT_TRIES}
  MessageBox MB_OK|MB_ICONEXCLAMATION "$(STILL_RUNNING)" /SD IDOK
  SetErrorLevel 2
  Abort
FunctionEnd
!macroend
!insertmacro WAIT_UNTIL_FREE ""
!insertmacro WAIT_UNTIL_FREE "un."

Function .onInit
  SetShellVarContext current
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/AUTOSTART" $1
  ${IfNot} ${Errors}
    StrCpy $9 1
  ${Else}
    StrCpy $9 0
  ${EndIf}
  ; Installed again, the choice that was made stays.
  ReadRegStr $1 HKCU "${RUN_KEY}" "${NAME}"
  ${If} $1 != ""
    StrCpy $9 1
  ${EndIf}
FunctionEnd

; Puts our identifier on the entry of the Start menu. Where that fails the entry starts the program
; all the same, and the program makes itself known.
Function Identify
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '("$SMPROGRAMS\${NAME}.lnk",${STGM_READWRITE})'
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
      ${If} $2 P<> 0
        System::Call 'OLEAUT32::SysAllocString(w "${IDENTIFIER}")p.r3'
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r4'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_LPWSTR},,$3)p.r5'
        ${IPropertyStore::SetValue} $2 '($4,$5).r6'
        ${If} $6 = 0
          ${IPropertyStore::Commit} $2 ""
          ${IPersistFile::Save} $1 '("$SMPROGRAMS\${NAME}.lnk",1)'
        ${EndIf}
        System::Free $5
        System::Free $4
        System::Call 'OLEAUT32::SysFreeString(p $3)'
        ${IUnknown::Release} $2 ""
      ${EndIf}
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
FunctionEnd

Section "$(PROGRAM_PART)"
  SectionIn RO
  Call WaitUntilFree
  SetOutPath "$INSTDIR"
  File "/oname=sauvegarde.exe" "${PROGRAM}"
  File "/oname=sauvegarde-tray.exe" "${STARTER}"
  File "/oname=sauvegarde.png" "${PICTURE}"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\sauvegarde-tray.exe" "" "$INSTDIR\sauvegarde.exe" 0 SW_SHOWNORMAL "" "$(COMMENT)"
  Call Identify
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\sauvegarde.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
  ${If} ${Silent}
  ${AndIf} $8 P<> 0
    Exec '"$INSTDIR\sauvegarde-tray.exe" --hidden'
  ${EndIf}
  ${If} ${Silent}
  ${AndIf} $9 == 1
    WriteRegStr HKCU "${RUN_KEY}" "${NAME}" '"$INSTDIR\sauvegarde-tray.exe" --hidden'
  ${EndIf}
SectionEnd

Section "$(AUTOSTART_PART)" AUTOSTART
  ; Silent, nobody has seen the choice.
  ${IfNot} ${Silent}
    WriteRegStr HKCU "${RUN_KEY}" "${NAME}" '"$INSTDIR\sauvegarde-tray.exe" --hidden'
  ${EndIf}
SectionEnd

Function un.onInit
  SetShellVarContext current
FunctionEnd

; In $3 is a name; the task is this user's if it is named as src/unattended/trigger does: with or
; without the eight digits of a configuration.
!macro DELETE_IF_OURS
  StrLen $5 $3
  IntOp $5 $5 - $4
  StrCpy $6 $3 "" $5
  ${If} $6 == $2
    ${If} $5 = 10
    ${OrIf} $5 = 19
      nsExec::Exec '"$SYSDIR\schtasks.exe" /Delete /TN "${NAME}\$3" /F'
      Pop $0
    ${EndIf}
  ${EndIf}
!macroend

; The scheduled runs of this user, of all configurations. From the last one on, since the others move
; up; the first one also where the list cannot be read. That there is none is no error here.
Function un.DeleteTasks
  ReadEnvStr $2 "USERNAME"
  StrCpy $2 "-$2"
  StrLen $4 $2
  StrCpy $1 0
  ${Do}
    EnumRegKey $3 HKLM "${TASKS_KEY}" $1
    ${If} $3 == ""
      ${Break}
    ${EndIf}
    IntOp $1 $1 + 1
  ${Loop}
  ${DoWhile} $1 > 0
    IntOp $1 $1 - 1
    EnumRegKey $3 HKLM "${TASKS_KEY}" $1
    !insertmacro DELETE_IF_OURS
  ${Loop}
  StrCpy $3 "sauvegarde$2"
  !insertmacro DELETE_IF_OURS
FunctionEnd

Section "Uninstall"
  Call un.WaitUntilFree
  Call un.DeleteTasks
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/SETTINGS" $1
  ${IfNot} ${Errors}
    StrCpy $7 1
  ${Else}
    StrCpy $7 0
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(REMOVE_SETTINGS)" /SD IDNO IDNO +2
    StrCpy $7 1
  ${EndIf}
  ${If} $7 == 1
    ; The password of the configured database; that none is kept is no error here.
    nsExec::Exec '"$INSTDIR\sauvegarde.exe" config password --forget'
    Pop $0
  ${EndIf}
  Delete "$INSTDIR\sauvegarde.exe"
  Delete "$INSTDIR\sauvegarde-tray.exe"
  Delete "$INSTDIR\sauvegarde.png"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegValue HKCU "${RUN_KEY}" "${NAME}"
  DeleteRegValue HKCU "${APPROVED_KEY}" "${NAME}"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "Software\Classes\AppUserModelId\${IDENTIFIER}"
  ${If} $7 == 1
    RMDir /r "$APPDATA\${NAME}"
    RMDir /r "$LOCALAPPDATA\${NAME}\run"
    Delete "$LOCALAPPDATA\${NAME}\sauvegarde.log*"
    Delete "$LOCALAPPDATA\${NAME}\keyring-logins"
    Delete "$LOCALAPPDATA\${NAME}\told.json"
    ; Backups that were finished and not yet published are staged there: it goes only where nothing
    ; is.
    RMDir "$LOCALAPPDATA\${NAME}\staging"
    RMDir "$LOCALAPPDATA\${NAME}"
  ${EndIf}
SectionEnd
